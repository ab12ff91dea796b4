//! A `SQLite` file's own schema: the table at its first page, walked as the file format describes it. The file is only read, so that a
//! database in use is neither locked nor given files of its own.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The most pages and bytes that a schema may take: more is no schema, or a broken file.
const MAX_PAGES: usize = 100_000;
const MAX_TEXT: usize = 32 << 20;

/// The statements that made what is in a file. Where changes wait in a write-ahead log beside it, the file alone is not the database.
pub fn statements(path: &Path) -> Result<String, String> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let log = Path::new(&log).file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(format!(
            "changes that are not in it yet wait in `{log}`: close the programs that use it, or give what `sqlite3 FILE .schema` writes"
        ));
    }
    let mut database = Database::open(path).map_err(|error| format!("it cannot be read: {error}"))?;
    database.walk().map_err(|()| "it is no whole SQLite file: a page of its schema is broken or missing".to_owned())?;
    Ok(database.text)
}

struct Database {
    file: File,
    page_size: usize,
    /// How much of a page is used: some reserve its end.
    usable: usize,
    n_pages: usize,
    text: String,
}

impl Database {
    fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = [0_u8; 100];
        file.read_exact(&mut head)?;
        let size = usize::from(u16::from_be_bytes([head[16], head[17]]));
        let page_size = if size == 1 { 65_536 } else { size };
        if !page_size.is_power_of_two()
            || page_size < 512
            || head[56..60] == [0, 0, 0, 2]
            || head[56..60] == [0, 0, 0, 3]
        {
            return Err(std::io::Error::other("its pages or its text encoding are not those of UTF-8 files"));
        }
        let usable = page_size - usize::from(head[20]);
        Ok(Self { file, page_size, usable, n_pages: 0, text: String::new() })
    }

    fn page(&mut self, number: u32) -> Result<Vec<u8>, ()> {
        self.n_pages += 1;
        if number == 0 || self.n_pages > MAX_PAGES {
            return Err(());
        }
        let mut page = vec![0; self.page_size];
        self.file.seek(SeekFrom::Start(u64::from(number - 1) * self.page_size as u64)).map_err(drop)?;
        self.file.read_exact(&mut page).map_err(drop)?;
        Ok(page)
    }

    fn walk(&mut self) -> Result<(), ()> {
        let mut waiting = vec![1_u32];
        while let Some(number) = waiting.pop() {
            let page = self.page(number)?;
            let head = if number == 1 { 100 } else { 0 };
            let n_cells = u16_at(&page, head + 3)?;
            match page[head] {
                0x0d => {
                    for cell in 0..n_cells {
                        let at = u16_at(&page, head + 8 + 2 * cell)?;
                        self.leaf(&page, at)?;
                    }
                }
                0x05 => {
                    waiting.push(u32_at(&page, head + 8)?);
                    for cell in (0..n_cells).rev() {
                        waiting.push(u32_at(&page, u16_at(&page, head + 12 + 2 * cell)?)?);
                    }
                }
                _ => return Err(()),
            }
        }
        Ok(())
    }

    /// Reads a row: its payload, of which the end may stand on further pages.
    fn leaf(&mut self, page: &[u8], mut at: usize) -> Result<(), ()> {
        let length = varint(page, &mut at)? as usize;
        varint(page, &mut at)?;
        if length > MAX_TEXT {
            return Err(());
        }
        let most = self.usable - 35;
        let local = if length <= most {
            length
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let fitting = least + (length - least) % (self.usable - 4);
            if fitting <= most { fitting } else { least }
        };
        let mut payload = page.get(at..at + local).ok_or(())?.to_vec();
        let mut next = if local < length { u32_at(page, at + local)? } else { 0 };
        while payload.len() < length {
            let page = self.page(next)?;
            next = u32_at(&page, 0)?;
            let n = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + n).ok_or(())?);
        }
        self.row(&payload)
    }

    /// The columns are type, name, table, root page and statement.
    fn row(&mut self, payload: &[u8]) -> Result<(), ()> {
        let mut at = 0;
        let head = varint(payload, &mut at)? as usize;
        let mut columns = Vec::new();
        let mut from = head;
        while at < head {
            let length = match varint(payload, &mut at)? {
                kind @ 0..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                8 | 9 => 0,
                kind => (kind as usize - 12) / 2,
            };
            columns.push(payload.get(from..from + length).ok_or(())?);
            from += length;
        }
        let [_, name, _, _, statement] = columns.as_slice() else { return Err(()) };
        if !statement.is_empty() && !name.starts_with(b"sqlite_") {
            if self.text.len() + statement.len() > MAX_TEXT {
                return Err(());
            }
            self.text.push_str(&String::from_utf8_lossy(statement));
            self.text.push_str(";\n");
        }
        Ok(())
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<usize, ()> {
    bytes.get(at..at + 2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]]))).ok_or(())
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, ()> {
    bytes.get(at..at + 4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]])).ok_or(())
}

fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, ()> {
    let mut number = 0_u64;
    for nth in 0..9 {
        let byte = *bytes.get(*at).ok_or(())?;
        *at += 1;
        if nth == 8 {
            return Ok(number << 8 | u64::from(byte));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_whose_changes_wait_in_a_log_is_not_read_without_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        std::fs::write(&path, b"SQLite format 3\0").unwrap();
        std::fs::write(folder.path().join("app.db-wal"), b"changes").unwrap();
        let said = statements(&path).unwrap_err();
        assert!(said.contains("wait in `app.db-wal`"), "{said}");
        std::fs::write(folder.path().join("app.db-wal"), b"").unwrap();
        assert!(!statements(&path).unwrap_err().contains("app.db-wal"));
    }
}
