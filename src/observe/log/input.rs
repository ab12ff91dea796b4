//! A log as parts of whole lines, unpacked where it is packed, read ahead while the part before is counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The bytes of one part.
const PART: usize = 1 << 20;

/// The longest line that is read; of a longer one the rest is passed over.
const MAX_LINE: usize = 1 << 18;

/// What some programs put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A log being read.
pub struct Input {
    reader: Box<dyn Read + Send>,
    rest: Vec<u8>,
    is_done: bool,
    /// Why reading ended early, where it did.
    pub broken: Option<String>,
    /// How many bytes were read, unpacked.
    pub n_bytes: u64,
    /// Whether it is unpacked while it is read.
    pub is_packed: bool,
}

impl Input {
    /// Opens a file; gzip and zstd are unpacked by what the file begins with, not by its name.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut magic = Vec::new();
        Read::by_ref(&mut file).take(6).read_to_end(&mut magic)?;
        Self::of(magic, Box::new(file))
    }

    /// Reads standard input, or anything else that can be read once.
    pub fn stream(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut magic = Vec::new();
        Read::by_ref(&mut reader).take(6).read_to_end(&mut magic)?;
        Self::of(magic, reader)
    }

    fn of(magic: Vec<u8>, rest: Box<dyn Read + Send>) -> io::Result<Self> {
        let refused = |what: &str, instead: &str| {
            let text = format!("it is {what}, which is not read; {instead} it first, or pipe it in and name `-`");
            Err(io::Error::new(io::ErrorKind::InvalidData, text))
        };
        let is_marked = magic.starts_with(BYTE_ORDER_MARK);
        let whole = |from: usize| Box::new(io::Cursor::new(magic[from..].to_vec()).chain(rest));
        let reader: Box<dyn Read + Send> = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(Members::new(whole(0))),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(Frames::new(whole(0))),
            [b'B', b'Z', b'h', ..] => return refused("packed with bzip2", "unpack"),
            [0xfd, b'7', b'z', b'X', b'Z', ..] => return refused("packed with xz", "unpack"),
            [b'P', b'K', 3, 4, ..] => return refused("packed with zip", "unpack"),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return refused("written in UTF-16", "convert"),
            _ if is_marked => whole(BYTE_ORDER_MARK.len()),
            _ => whole(0),
        };
        let is_packed = matches!(magic.as_slice(), [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..]);
        Ok(Self { reader, rest: Vec::new(), is_done: false, broken: None, n_bytes: 0, is_packed })
    }

    /// The next part: whole lines, the last one perhaps without its end. `None` at the end.
    pub fn part(&mut self) -> Option<Vec<u8>> {
        if self.is_done {
            return None;
        }
        let mut part = Vec::with_capacity(PART + MAX_LINE);
        part.append(&mut self.rest);
        loop {
            let n_before = part.len();
            match Read::by_ref(&mut self.reader).take(PART as u64).read_to_end(&mut part) {
                Ok(0) => self.is_done = true,
                Ok(n) => self.n_bytes += n as u64,
                Err(error) => {
                    self.n_bytes += (part.len() - n_before) as u64;
                    self.broken = Some(error.to_string());
                    self.is_done = true;
                }
            }
            let end = memchr::memrchr(b'\n', &part);
            match end {
                _ if self.is_done => break,
                Some(end) => {
                    self.rest = part.split_off(end + 1);
                    break;
                }
                // A line without end is kept as far as its beginning.
                None => part.truncate(MAX_LINE),
            }
        }
        (!part.is_empty()).then_some(part)
    }
}

/// Members of gzip one after the other; zeros behind one, with which archives and tapes are filled up, are passed over.
struct Members(Option<flate2::bufread::GzDecoder<BufReader<Box<dyn Read + Send>>>>);

impl Members {
    fn new(source: Box<dyn Read + Send>) -> Self {
        Self(Some(flate2::bufread::GzDecoder::new(BufReader::with_capacity(1 << 16, source))))
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.0 {
            let n = decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let Some(mut source) = self.0.take().map(flate2::bufread::GzDecoder::into_inner) else { break };
            loop {
                let bytes = source.fill_buf()?;
                let n_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                let (is_end, is_next) = (bytes.is_empty(), n_zeros < bytes.len());
                source.consume(n_zeros);
                if is_end {
                    return Ok(0);
                }
                if is_next {
                    break;
                }
            }
            self.0 = Some(flate2::bufread::GzDecoder::new(source));
        }
        Ok(0)
    }
}

/// Frames of zstd one after the other.
struct Frames {
    decoder: Option<Box<ruzstd::decoding::StreamingDecoder<Box<dyn Read + Send>, ruzstd::decoding::FrameDecoder>>>,
    source: Option<Box<dyn Read + Send>>,
}

impl Frames {
    fn new(source: Box<dyn Read + Send>) -> Self {
        Self { decoder: None, source: Some(source) }
    }

    /// Begins the next frame; false at the end.
    fn next_frame(&mut self) -> io::Result<bool> {
        let Some(mut source) = self.source.take() else { return Ok(false) };
        let mut first = [0_u8; 1];
        if source.read(&mut first)? == 0 {
            return Ok(false);
        }
        let source: Box<dyn Read + Send> = Box::new(io::Cursor::new(first).chain(source));
        let decoder = ruzstd::decoding::StreamingDecoder::new(source).map_err(io::Error::other)?;
        self.decoder = Some(Box::new(decoder));
        Ok(true)
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let n = decoder.read(buffer)?;
                if n > 0 || buffer.is_empty() {
                    return Ok(n);
                }
                self.source = self.decoder.take().map(|decoder| decoder.into_inner());
            }
            if !self.next_frame()? {
                return Ok(0);
            }
        }
    }
}
