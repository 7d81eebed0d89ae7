#include "core/hidden_name.h"

#include <charconv>

namespace lowlight {
namespace {

constexpr std::string_view kMark = ".lowlight-", kEnding = ".tmp";

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string hidden_name(const std::string& name, pid_t process, uint64_t n) {
  // A file name may have 255 bytes; what is added here must fit as well.
  return "." + name.substr(0, 180) + std::string(kMark) + std::to_string(process) + "-" +
         std::to_string(n) + std::string(kEnding);
}

std::optional<pid_t> process_of_hidden_name(std::string_view name) {
  const auto mark = name.rfind(kMark);
  if (!name.starts_with('.') || !name.ends_with(kEnding) || mark == std::string_view::npos) {
    return std::nullopt;
  }
  auto numbers = name.substr(mark + kMark.size());
  numbers.remove_suffix(kEnding.size());
  const auto dash = numbers.find('-');
  if (dash == std::string_view::npos || !whole_number<uint64_t>(numbers.substr(dash + 1))) {
    return std::nullopt;
  }
  const auto process = whole_number<pid_t>(numbers.substr(0, dash));
  return process && *process > 0 ? process : std::nullopt;
}

}  // namespace lowlight
