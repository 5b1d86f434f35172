use goesc::source::{Config, Environment, Overrides};
fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let dir = args.remove(0);
    let config = Config::from_env(&Environment::current().unwrap(), Overrides::default()).unwrap();
    let start = std::time::Instant::now();
    let (list, errors) = goesc::driver::summarize(&config, &args, 0).unwrap();
    for e in errors { eprintln!("{e}"); }
    std::fs::create_dir_all(&dir).unwrap();
    let mut raw = 0; let mut lz4 = 0;
    for s in &list {
        for e in &s.errors { eprintln!("{e}"); }
        raw += s.bytes.len();
        lz4 += lz4_flex::block::compress(&s.bytes).len();
        std::fs::write(format!("{dir}/{}", s.path.as_str().replace('/', "_")), &s.bytes).unwrap();
    }
    eprintln!("{} packages, {raw} bytes raw, {lz4} lz4, {:?}", list.len(), start.elapsed());
}
