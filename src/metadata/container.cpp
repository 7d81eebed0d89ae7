#include "lowlight/metadata/container.h"

#include <algorithm>
#include <charconv>
#include <exiv2/exiv2.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "lowlight/core/checksum.h"
#include "metadata/exiv2_start.h"

namespace lowlight::metadata {
namespace {

constexpr std::string_view kDirectory = ".Directory[", kNote = "Xmp.xmpNote.HasExtendedXMP";

/// A property of an entry of the directory: the entry's number and what comes after it.
struct ItemKey {
  std::string before;  ///< up to and with the opening bracket
  int number = 0;      ///< from 1
  std::string after;   ///< from the closing bracket on
};

std::optional<ItemKey> item_key(const std::string& key) {
  const size_t at = key.find(kDirectory);
  if (at == std::string::npos || !key.starts_with("Xmp.")) return std::nullopt;
  const size_t begin = at + kDirectory.size();
  ItemKey result{key.substr(0, begin), 0, ""};
  const auto [end, error] =
      std::from_chars(key.data() + begin, key.data() + key.size(), result.number);
  if (error != std::errc() || end == key.data() + key.size() || *end != ']') return std::nullopt;
  result.after = key.substr(size_t(end - key.data()));
  return result;
}

uint64_t number_of(const std::string& text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The entries by their numbers.
std::map<int, ContainerItem> items_of(const Exiv2::XmpData& data) {
  std::map<int, ContainerItem> items;
  for (const auto& datum : data) {
    const auto key = item_key(datum.key());
    if (!key) continue;
    ContainerItem& item = items[key->number];
    if (key->after.ends_with(":Semantic")) item.semantic = datum.toString();
    if (key->after.ends_with(":Length")) item.length = number_of(datum.toString());
    if (key->after.ends_with(":Padding")) item.padding = number_of(datum.toString());
  }
  return items;
}

/// The new number and length of each entry that stays; the number is 0 for those that go.
struct Fate {
  int number = 0;
  uint64_t length = 0;
};

std::map<int, Fate> fates_of(const std::map<int, ContainerItem>& items,
                             const std::vector<Attachment>& kept) {
  std::map<int, Fate> fates;
  size_t next = 0;
  int number = 0;
  for (const auto& [old, item] : items) {
    if (number == 0) {
      fates[old] = {++number, item.length};  // the photo itself
      continue;
    }
    auto at = next;
    while (at < kept.size() && kept[at].semantic != item.semantic) ++at;
    if (at == kept.size()) {
      fates[old] = {};
    } else {
      fates[old] = {++number, kept[at].bytes.size() - kept[at].head};
      next = at + 1;
    }
  }
  return fates;
}

bool has(const std::vector<Attachment>& kept, const auto& wanted) {
  return std::ranges::any_of(kept, wanted);
}

/// Whether a property says that something stands behind the photo which does not.
bool names_what_is_gone(const std::string& key, const std::vector<Attachment>& kept) {
  const bool map =
      has(kept, [](const Attachment& one) { return one.kind == AttachmentKind::gain_map; });
  const bool video = has(kept, [](const Attachment& one) {
    return one.kind == AttachmentKind::trailer &&
           (one.semantic.empty() || one.semantic == "MotionPhoto");
  });
  const bool picture = has(kept, [](const Attachment& one) {
    return one.kind == AttachmentKind::picture || one.kind == AttachmentKind::trailer;
  });
  const bool of_map = key.starts_with("Xmp.hdrgm.") || key.starts_with("Xmp.HDRGainMap.");
  // Google's dynamic depth names its pictures by the addresses of Container:Directory.
  const bool of_depth = key.starts_with("Xmp.Device.");
  const bool of_video = key.starts_with("Xmp.GCamera.MotionPhoto") ||
                        key.starts_with("Xmp.GCamera.MicroVideo") ||
                        key.starts_with("Xmp.MiCamera.");
  return (of_map && !map) || (of_video && !video) || (of_depth && !picture);
}

Exiv2::XmpData named_anew(const Exiv2::XmpData& data, const std::vector<Attachment>& kept) {
  const auto fates = fates_of(items_of(data), kept);
  const bool any = std::ranges::any_of(fates, [](const auto& f) { return f.second.number > 1; });
  Exiv2::XmpData result;
  for (const auto& datum : data) {
    const std::string key = datum.key();
    if (names_what_is_gone(key, kept)) continue;
    const bool is_list = key.ends_with(".Directory") && !fates.empty();
    const auto part = item_key(key);
    if (!part && !(is_list && !any)) result.add(datum);
    if (!part || !any) continue;
    const Fate fate = fates.at(part->number);
    if (fate.number == 0) continue;
    auto value = datum.getValue();
    if (part->after.ends_with(":Length") && fate.number > 1) {
      value->read(std::to_string(fate.length));
    }
    result.add(Exiv2::XmpKey(part->before + std::to_string(fate.number) + part->after),
               value.get());
  }
  return result;
}

bool is_needed(const Exiv2::XmpData& data, const std::vector<Attachment>& kept) {
  const auto items = items_of(data);
  for (const auto& [old, fate] : fates_of(items, kept)) {
    if (fate.number != old || fate.length != items.at(old).length) return true;
  }
  return std::ranges::any_of(
      data, [&](const auto& datum) { return names_what_is_gone(datum.key(), kept); });
}

/// The property that a key belongs to: "Xmp.dc.subject[1]" belongs to "Xmp.dc.subject".
std::string property_of(const std::string& key) { return key.substr(0, key.find_first_of("[/")); }

/// 32 digits that differ wherever the bytes do.
std::string digits_of(const std::vector<uint8_t>& bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const uint32_t one = crc32(bytes), other = crc32c(bytes);
  std::string text;
  for (const uint32_t word : {one, other, crc32(bytes, other), crc32c(bytes, one)}) {
    for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[word >> shift & 15];
  }
  return text;
}

std::vector<uint8_t> compact_packet(const Exiv2::XmpData& data) {
  std::string text;
  if (Exiv2::XmpParser::encode(
          text, data, Exiv2::XmpParser::useCompactFormat | Exiv2::XmpParser::omitPacketWrapper) !=
      0) {
    throw std::runtime_error("not encoded");
  }
  return {text.begin(), text.end()};
}

}  // namespace

std::vector<ContainerItem> container_items(const std::vector<uint8_t>& xmp) try {
  start_exiv2();
  std::vector<ContainerItem> items;
  for (auto& entry : items_of(parsed_xmp(xmp))) items.push_back(std::move(entry.second));
  return items;
} catch (const std::exception&) {
  return {};
}

std::vector<uint8_t> xmp_naming(const std::vector<uint8_t>& xmp,
                                const std::vector<Attachment>& kept) {
  if (xmp.empty()) return xmp;
  start_exiv2();
  const auto data = parsed_xmp(xmp);
  return is_needed(data, kept) ? packet_of(named_anew(data, kept)) : xmp;
}

std::vector<std::string> xmp_values(const std::vector<uint8_t>& xmp, const std::string& property) {
  start_exiv2();
  const std::string key = "Xmp." + property.substr(0, property.find(':')) + "." +
                          property.substr(property.find(':') + 1);
  std::vector<std::string> values;
  for (const auto& datum : parsed_xmp(xmp)) {
    if (property_of(datum.key()) != key) continue;
    const auto* list = dynamic_cast<const Exiv2::XmpArrayValue*>(&datum.value());
    const bool marks_list = datum.toString().starts_with("type=");
    for (long i = 0; list && i < list->count(); ++i) values.push_back(list->toString(i));
    if (!list && !marks_list) values.push_back(datum.toString());
  }
  return values;
}

std::vector<uint8_t> joined_xmp(const std::vector<uint8_t>& standard,
                                const std::vector<uint8_t>& extension) {
  start_exiv2();
  auto data = parsed_xmp(standard);
  const auto note = data.findKey(Exiv2::XmpKey(std::string(kNote)));
  if (note != data.end()) data.erase(note);
  for (const auto& datum : parsed_xmp(extension)) data.add(datum);
  return packet_of(data);
}

PartedXmp parted_xmp(const std::vector<uint8_t>& xmp, size_t most) {
  if (xmp.size() <= most) return {xmp, {}, ""};
  start_exiv2();
  auto rest = parsed_xmp(xmp);
  Exiv2::XmpData moved;
  PartedXmp parted;
  parted.standard = compact_packet(rest);
  while (parted.standard.size() > most) {
    std::map<std::string, size_t> sizes;
    for (const auto& datum : rest) {
      sizes[property_of(datum.key())] += datum.key().size() + datum.toString().size();
    }
    sizes.erase(std::string(kNote));
    if (sizes.empty()) throw std::runtime_error("the standard packet is too long");
    const auto largest = std::ranges::max_element(
        sizes, [](const auto& a, const auto& b) { return a.second < b.second; });
    for (auto datum = rest.begin(); datum != rest.end();) {
      const bool moves = property_of(datum->key()) == largest->first;
      if (moves) moved.add(*datum);
      datum = moves ? rest.erase(datum) : std::next(datum);
    }
    parted.extension = compact_packet(moved);
    parted.guid = digits_of(parted.extension);
    rest[std::string(kNote)] = parted.guid;
    parted.standard = compact_packet(rest);
  }
  return parted;
}

}  // namespace lowlight::metadata
