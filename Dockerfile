# An image with the program alone: it is linked statically and needs no other file.
#
#   docker build --build-arg BINARY=target/x86_64-unknown-linux-gnu/dist/goesc -t goesc .
#   docker run --rm -v "$PWD:/src" -w /src goesc check ./...
#
# A release has one for each of amd64 and arm64 under dist/linux/ARCH/goesc (TARGETPLATFORM).
FROM scratch
ARG TARGETPLATFORM
ARG BINARY=dist/${TARGETPLATFORM}/goesc
COPY --chmod=755 ${BINARY} /goesc
WORKDIR /src
# Nothing in the image can be written to: a cache needs a volume, and the variable set to it.
ENV GOESC_CACHE=off
USER 65532:65532
ENTRYPOINT ["/goesc"]
CMD ["check", "./..."]
