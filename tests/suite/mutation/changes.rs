//! Changes of Go texts: of bytes, of tokens, and of what stands between brackets.
//!
//! ```text
//! x := f(a, b)   ->   x := f(a, )   x := f(map[K]V{}, b)   x x := f(a, b)   x := f(a
//! ```

use std::ops::Range;

use super::random::Random;

const WORDS: &str = "func type struct interface map chan var const return if else for range switch \
    case default select go defer goto break continue fallthrough package import int string any \
    error nil true iota T x y _ 0 1 \"s\" 'c' 1.5 2i ( ) [ ] { } , ; : . ... := = == <- * & ~ | + \
    - ! ++ && << %= comparable len cap append make new copy delete panic print min max clear \
    recover real complex uintptr unsafe byte rune float64 int8 []int *int func() struct{} \
    interface{} 1<<62 -1 `r` //goesc:noalloc";

/// Words, numbers, white space and single other bytes: near enough to tokens.
fn tokens(text: &[u8]) -> Vec<&[u8]> {
    let class = |byte: u8| match byte {
        b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => 1,
        b' ' | b'\t' | b'\n' => 2,
        _ => 0,
    };
    text.chunk_by(|&a, &b| class(a) != 0 && class(a) == class(b)).collect()
}

fn is_word(token: &[u8]) -> bool {
    token.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// From an opening bracket to what closes it, of those tokens that have both.
fn groups(tokens: &[&[u8]]) -> Vec<Range<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut groups = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            b"(" | b"[" | b"{" => open.push(at),
            b")" | b"]" | b"}" => groups.extend(open.pop().map(|start| start..at + 1)),
            _ => {}
        }
    }
    groups
}

/// A text that differs from `text` in a few places, which may take parts of `other`.
pub fn mutate(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    match random.below(10) {
        0 => bytes(text, random),
        _ => of_tokens(text, other, random),
    }
}

fn bytes(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(text.len() + 1);
        let end = (at + random.below(40)).min(text.len());
        match random.below(6) {
            0 => text.truncate(at),
            1 => drop(text.drain(at..end)),
            2 => {
                let copy = text[at..end].to_vec();
                let to = random.below(text.len() + 1);
                drop(text.splice(to..to, copy));
            }
            3 => text.insert(at, random.below(256) as u8),
            _ => {
                if let Some(byte) = text.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
        }
    }
    text
}

fn of_tokens(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let words: Vec<&[u8]> = WORDS.split_whitespace().map(str::as_bytes).collect();
    let mut tokens = tokens(text);
    let others = self::tokens(other);
    for _ in 0..1 + random.below(4) {
        if tokens.is_empty() {
            break;
        }
        let (at, from) = (random.below(tokens.len()), random.below(tokens.len()));
        match random.below(12) {
            0 => drop(tokens.remove(at)),
            1 => tokens.swap(at, from),
            2 => tokens[at] = random.one(&words).unwrap_or_default(),
            3 => tokens.insert(at, random.one(&words).unwrap_or_default()),
            4 => {
                let end = (from + random.below(12)).min(tokens.len());
                let copy = tokens[from..end].to_vec();
                let end = (at + random.below(12)).min(tokens.len());
                drop(tokens.splice(at..end, copy));
            }
            // A name in place of another leaves the syntax as it is.
            5..=7 => {
                let names: Vec<usize> = (0..tokens.len()).filter(|&i| is_word(tokens[i])).collect();
                if let (Some(&to), Some(&from)) =
                    (names.get(random.below(names.len())), names.get(random.below(names.len())))
                {
                    tokens[to] = tokens[from];
                }
            }
            // What is between brackets in place of something else between brackets.
            8 | 9 => {
                let own = groups(&tokens);
                if let (Some(to), Some(from)) =
                    (own.get(random.below(own.len())), own.get(random.below(own.len())))
                {
                    let copy = tokens[from.clone()].to_vec();
                    drop(tokens.splice(to.clone(), copy));
                }
            }
            _ => {
                let (own, foreign) = (groups(&tokens), groups(&others));
                if let (Some(to), Some(from)) =
                    (own.get(random.below(own.len())), foreign.get(random.below(foreign.len())))
                {
                    drop(tokens.splice(to.clone(), others[from.clone()].to_vec()));
                }
            }
        }
    }
    tokens.concat()
}

/// The shortest text found, by leaving out lines and then tokens, of which `fails` still holds.
pub fn shrink(text: &[u8], mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let lines: Vec<Vec<u8>> = text.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
    let text = without(lines, &mut fails).concat();
    let tokens: Vec<Vec<u8>> = tokens(&text).into_iter().map(<[u8]>::to_vec).collect();
    without(tokens, &mut fails).concat()
}

/// Leaves out runs of parts, ever shorter ones, as long as that fails.
fn without(mut parts: Vec<Vec<u8>>, fails: &mut impl FnMut(&[u8]) -> bool) -> Vec<Vec<u8>> {
    let mut run = parts.len() / 2;
    while run > 0 {
        let mut at = 0;
        while at < parts.len() {
            let mut fewer = parts.clone();
            fewer.drain(at..(at + run).min(parts.len()));
            match fails(&fewer.concat()) {
                true => parts = fewer,
                false => at += run,
            }
        }
        run /= 2;
    }
    parts
}
