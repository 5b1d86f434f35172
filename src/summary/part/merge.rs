//! Parts of one summary put together, and what they hold as a summary. What is in none of them is
//! empty there, and referred to by nothing.

use std::sync::Arc;

use super::{Part, PartItem, PartList, range};
use crate::source::Damaged;
use crate::summary::bytes::Writer;
use crate::summary::format::{SECTIONS, Section};

/// All that is in some part.
pub fn union(parts: &[Part]) -> Result<Part, Damaged> {
    if let [one] = parts {
        return Ok(one.clone());
    }
    if let Some(whole) = parts.iter().find(|part| part.is_whole) {
        return Ok(whole.clone());
    }
    let mut w = Writer::default();
    let mut lists: [PartList; SECTIONS] = Default::default();
    for (section, own) in lists.iter_mut().enumerate() {
        let of_parts = parts.iter().map(|part| &part.lists[section]);
        own.count = of_parts.map(|list| list.count).max().unwrap_or(0);
        let items = parts
            .iter()
            .flat_map(|part| part.lists[section].items.iter().map(move |item| (part, item)));
        let mut items: Vec<(&Part, &PartItem)> = items.collect();
        items.sort_by_key(|(_, item)| item.index);
        items.dedup_by_key(|(_, item)| item.index);
        for (part, item) in items {
            let mut copy = |place| {
                let start = w.bytes.len();
                w.raw(part.slice(place).unwrap_or_default());
                range(start, w.bytes.len())
            };
            let (record, links) = (copy(item.record)?, copy(item.links)?);
            own.items.push(PartItem { index: item.index, record, links });
        }
    }
    let bytes = Arc::new(w.bytes);
    Ok(Part { bytes, lists, passed_on: 0..0, is_whole: false })
}

/// The bytes of a summary, as [`encode`](crate::summary::encode()) writes it, with all that is in a
/// part.
pub fn summary(part: &Part) -> Vec<u8> {
    let mut w = Writer::default();
    for section in Section::ALL {
        let mut own = Writer::default();
        let list = &part.lists[section as usize];
        match section {
            Section::PassedOn if part.is_whole => {
                own.raw(part.bytes.get(part.passed_on.clone()).unwrap_or_default());
            }
            Section::PassedOn => own.len(0),
            Section::Scope => {
                own.len(list.items.len());
                list.items.iter().for_each(|item| own.raw(record(part, item)));
            }
            Section::Strings
            | Section::Packages
            | Section::Files
            | Section::Foreign
            | Section::Objects
            | Section::Named
            | Section::TypeParams
            | Section::Types
            | Section::Bodies => write_list(&mut own, part, list),
        }
        w.block(&own.bytes);
    }
    w.bytes
}

fn record<'p>(part: &'p Part, item: &PartItem) -> &'p [u8] {
    part.slice(item.record).unwrap_or_default()
}

fn write_list(w: &mut Writer, part: &Part, list: &PartList) {
    w.len(list.count as usize);
    let mut next = 0;
    for item in &list.items {
        w.bytes.resize(w.bytes.len() + (item.index - next) as usize, 0);
        w.len(record(part, item).len());
        next = item.index + 1;
    }
    w.bytes.resize(w.bytes.len() + (list.count - next) as usize, 0);
    list.items.iter().for_each(|item| w.raw(record(part, item)));
}
