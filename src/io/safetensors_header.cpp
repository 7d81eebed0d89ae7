#include "io/safetensors_header.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "lowlight/io/safetensors.h"

namespace lowlight::io {
namespace {

using c10::ScalarType;

constexpr std::array<std::pair<std::string_view, ScalarType>, 10> kTypes{{
    {"BOOL", ScalarType::Bool},
    {"U8", ScalarType::Byte},
    {"I8", ScalarType::Char},
    {"I16", ScalarType::Short},
    {"I32", ScalarType::Int},
    {"I64", ScalarType::Long},
    {"F16", ScalarType::Half},
    {"BF16", ScalarType::BFloat16},
    {"F32", ScalarType::Float},
    {"F64", ScalarType::Double},
}};

[[noreturn]] void reject(const std::string& reason) { throw std::runtime_error(reason); }

/// Control characters in a name would reach the terminal through error messages.
void check_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxNameBytes) {
    reject("a name has " + std::to_string(name.size()) + " bytes, 1 to " +
           std::to_string(kMaxNameBytes) + " are allowed");
  }
  if (std::any_of(
          name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    reject("a name has control characters");
  }
}

/// Follows the JSON text event by event. The format's own nesting is the only one accepted, so
/// depth is bounded, and each key is seen, so that none is lost to a duplicate.
class HeaderHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;

  bool start_object(std::size_t) override {
    if (place_ == Place::outside) return enter(Place::top);
    if (place_ == Place::entry_of_top && key_ == "__metadata__") return enter(Place::metadata);
    if (place_ == Place::entry_of_top) {
      if (header.tensors.size() == kMaxTensors) {
        reject("more than " + std::to_string(kMaxTensors) + " tensors");
      }
      header.tensors.emplace_back().name = key_;
      seen_.clear();
      return enter(Place::tensor);
    }
    unexpected("an object");
  }

  bool key(string_t& text) override {
    check_name(text);
    if (place_ == Place::top) {
      if (!names_.insert(text).second) reject("key '" + text + "' occurs twice");
      place_ = Place::entry_of_top;
    } else if (place_ == Place::metadata) {
      if (header.metadata.contains(text)) reject("metadata '" + text + "' occurs twice");
    } else {
      if (text != "dtype" && text != "shape" && text != "data_offsets") {
        reject(tensor() + "unknown key '" + text + "'");
      }
      if (!seen_.insert(text).second) reject(tensor() + "'" + text + "' occurs twice");
      place_ = Place::entry_of_tensor;
    }
    key_ = text;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::tensor && seen_.size() != 3) {
      reject(tensor() + "needs dtype, shape and data_offsets");
    }
    return enter(place_ == Place::top ? Place::outside : Place::top);
  }

  bool string(string_t& text) override {
    if (place_ == Place::metadata) {
      header.metadata[key_] = text;
      return true;
    }
    if (place_ != Place::entry_of_tensor || key_ != "dtype") unexpected("a text");
    const auto found = std::find_if(
        kTypes.begin(), kTypes.end(), [&](const auto& type) { return type.first == text; });
    if (found == kTypes.end()) reject(tensor() + "its type is not supported");
    header.tensors.back().type = found->second;
    return enter(Place::tensor);
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::entry_of_tensor || key_ == "dtype") unexpected("a list");
    list_.clear();
    return enter(Place::list);
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::list) unexpected("a number");
    if (list_.size() == kMaxDimensions) reject(tensor() + "'" + key_ + "' is too long");
    list_.push_back(value);
    return true;
  }

  bool end_array() override {
    auto& entry = header.tensors.back();
    if (key_ == "shape") {
      for (const auto size : list_) {
        if (size > uint64_t(INT64_MAX)) reject(tensor() + "a dimension is too large");
        entry.shape.push_back(int64_t(size));
      }
    } else {
      if (list_.size() != 2) reject(tensor() + "data_offsets needs two numbers");
      entry.begin = list_[0];
      entry.end = list_[1];
    }
    return enter(Place::tensor);
  }

  bool null() override { unexpected("null"); }
  bool boolean(bool) override { unexpected("true or false"); }
  bool number_integer(number_integer_t) override { unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    unexpected("a number that is no 64-bit integer");
  }
  bool binary(binary_t&) override { unexpected("bytes"); }

  bool parse_error(std::size_t position,
                   const std::string&,
                   const nlohmann::json::exception&) override {
    reject("the header is not valid JSON at byte " + std::to_string(position));
  }

 private:
  enum class Place { outside, top, entry_of_top, metadata, tensor, entry_of_tensor, list };

  bool enter(Place place) {
    place_ = place;
    return true;
  }

  std::string tensor() const { return "tensor '" + header.tensors.back().name + "': "; }

  [[noreturn]] void unexpected(const std::string& what) const {
    const bool in_tensor = place_ == Place::entry_of_tensor || place_ == Place::list;
    reject((in_tensor ? tensor() : "header: ") + "'" + key_ + "' must not hold " + what);
  }

  Place place_ = Place::outside;
  std::string key_;
  /// The keys of the header.
  std::set<std::string> names_;
  /// The keys of the present tensor.
  std::set<std::string> seen_;
  std::vector<uint64_t> list_;
};

/// Bytes of a tensor. The product is taken over the dimensions other than 0 as well, because
/// strides are computed from it.
uint64_t checked_bytes(const TensorEntry& entry) {
  uint64_t bytes = c10::elementSize(entry.type);
  bool empty = false;
  for (const auto size : entry.shape) {
    empty = empty || size == 0;
    if (__builtin_mul_overflow(bytes, uint64_t(std::max<int64_t>(size, 1)), &bytes) ||
        bytes > uint64_t(INT64_MAX)) {
      reject("tensor '" + entry.name + "': its shape overflows");
    }
  }
  return empty ? 0 : bytes;
}

void check_tiling(const std::vector<TensorEntry>& tensors, uint64_t data_bytes) {
  uint64_t end = 0;
  for (const auto& entry : tensors) {
    const std::string where = "tensor '" + entry.name + "': ";
    const std::string range =
        "[" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) + ")";
    if (entry.end < entry.begin || entry.end > data_bytes) {
      reject(where + "its bytes " + range + " lie outside the " + std::to_string(data_bytes) +
             " bytes of data");
    }
    if (entry.begin != end) {
      reject(where + "its bytes " + range +
             (entry.begin < end ? " overlap" : " leave a hole after") +
             " those before, which end at " + std::to_string(end));
    }
    if (const auto bytes = checked_bytes(entry); bytes != entry.end - entry.begin) {
      reject(where + "its shape and type need " + std::to_string(bytes) + " bytes, it has " +
             std::to_string(entry.end - entry.begin));
    }
    end = entry.end;
  }
  if (end != data_bytes) {
    reject("the tensors end at " + std::to_string(end) + ", the data has " +
           std::to_string(data_bytes) + " bytes");
  }
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view text, uint64_t data_bytes) {
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  if (text.empty() || text.front() != '{' || text.back() != '}') {
    reject("the header must be one JSON object, padded by spaces only");
  }
  // The JSON parser takes NUL for the end of the text, whatever follows.
  if (text.find('\0') != std::string_view::npos) reject("the header has a NUL byte");
  HeaderHandler handler;
  nlohmann::json::sax_parse(text, &handler);
  auto& tensors = handler.header.tensors;
  std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  check_tiling(tensors, data_bytes);
  return std::move(handler.header);
}

std::string_view safetensors_type_name(ScalarType type) {
  const auto found = std::find_if(
      kTypes.begin(), kTypes.end(), [&](const auto& entry) { return entry.second == type; });
  return found == kTypes.end() ? std::string_view() : found->first;
}

}  // namespace lowlight::io
