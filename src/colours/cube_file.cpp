#include "lowlight/colours/cube_file.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <locale>
#include <optional>
#include <sstream>
#include <system_error>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"

namespace lowlight::colours {
namespace {

using imaging::ColourTable;
using imaging::TableKind;

constexpr size_t kMostProblems = 20;
constexpr uintmax_t kMostBytes = uintmax_t{64} << 20;

/// The words of a line, at most one more than any line may have.
std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view kSpace = " \t\r\f\v";
  std::vector<std::string_view> words;
  while (words.size() < 5) {
    const auto begin = line.find_first_not_of(kSpace);
    if (begin == line.npos) break;
    const auto end = std::min(line.find_first_of(kSpace, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
  return words;
}

/// Whether a number that is out of range is too small and not too large, which std::from_chars
/// calls by one name.
bool is_nearly_zero(std::string_view word) {
  std::istringstream text{std::string(word)};
  text.imbue(std::locale::classic());
  double number = 1;
  return text >> number && std::abs(number) < 1;
}

/// Whether colours can be placed between these ends.
bool is_wide_enough(float lowest, float highest) {
  const float width = highest - lowest;
  return width > 0 && std::isfinite(width) && std::isfinite(float(kLongestCurves) / width);
}

template <class Number>
std::optional<Number> number_in(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (end != word.data() + word.size()) return std::nullopt;
  if (error == std::errc()) return number;
  const bool vanishes = error == std::errc::result_out_of_range && is_nearly_zero(word);
  return vanishes ? std::optional<Number>(0) : std::nullopt;
}

class CubeParser {
 public:
  explicit CubeParser(const std::string& name) : name_(name) {}

  ColourTable parse(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      ++line_;
      const auto end = std::min(text.find('\n'), text.size());
      read_line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    finish();
    if (!problems_.empty()) refuse();
    return std::move(table_);
  }

 private:
  using Words = std::vector<std::string_view>;

  void read_line(std::string_view line) {
    const auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) return;
    const auto first = words[0].front();
    const bool keyword = (first >= 'A' && first <= 'Z') || first == '_';
    keyword ? read_keyword(words) : read_node(words);
  }

  void read_keyword(const Words& words) {
    if (words[0] == "LUT_1D_SIZE") return read_size(words, TableKind::curves, kLongestCurves);
    if (words[0] == "LUT_3D_SIZE") return read_size(words, TableKind::cube, kLargestCube);
    if (words[0] == "DOMAIN_MIN") return read_ends(words, table_.lowest);
    if (words[0] == "DOMAIN_MAX") return read_ends(words, table_.highest);
    if (words[0] == "LUT_1D_INPUT_RANGE" || words[0] == "LUT_3D_INPUT_RANGE") read_range(words);
  }

  void read_size(const Words& words, TableKind kind, int64_t largest) {
    const std::string keyword(words[0]);
    if (table_.size) return report("a second size, " + keyword);
    const auto size = words.size() == 2 ? number_in<int64_t>(words[1]) : std::nullopt;
    size_line_seen_ = true;
    if (!size || *size < 2 || *size > largest)
      return report(keyword + " must be a whole number from 2 to " + std::to_string(largest));
    table_.kind = kind;
    table_.size = *size;
  }

  void read_ends(const Words& words, std::array<float, 3>& ends) {
    const auto numbers = numbers_in(words, 1, 3);
    if (numbers.empty()) return report(std::string(words[0]) + " must have three finite numbers");
    std::ranges::copy(numbers, ends.begin());
    range_line_ = line_;
  }

  void read_range(const Words& words) {
    const auto numbers = numbers_in(words, 1, 2);
    if (numbers.empty()) return report(std::string(words[0]) + " must have two finite numbers");
    table_.lowest.fill(numbers[0]);
    table_.highest.fill(numbers[1]);
    range_line_ = line_;
  }

  void read_node(const Words& words) {
    ++nodes_found_;
    const auto numbers = numbers_in(words, 0, 3);
    if (numbers.empty()) return report("must have three finite numbers");
    if (!size_line_seen_ && nodes_found_ == 1) report("a node before LUT_1D_SIZE or LUT_3D_SIZE");
    table_.nodes.insert(table_.nodes.end(), numbers.begin(), numbers.end());
    table_.nodes.push_back(0);
  }

  /// The `count` numbers that follow the first `skipped` words; none where they are others.
  static std::vector<float> numbers_in(const Words& words, size_t skipped, size_t count) {
    if (words.size() != skipped + count) return {};
    std::vector<float> numbers;
    for (size_t i = skipped; i < words.size(); ++i) {
      const auto number = number_in<float>(words[i]);
      if (!number || !std::isfinite(*number)) return {};
      numbers.push_back(*number);
    }
    return numbers;
  }

  void check_range() {
    line_ = range_line_;
    for (size_t c = 0; c < 3; ++c) {
      const float lowest = table_.lowest[c], highest = table_.highest[c];
      if (is_wide_enough(lowest, highest)) continue;
      return report(lowest < highest ? "the range of colours is too wide or too narrow for a float"
                                     : "the range of colours is empty");
    }
  }

  void finish() {
    check_range();
    line_ = 0;
    if (!size_line_seen_) report("has neither LUT_1D_SIZE nor LUT_3D_SIZE");
    const int64_t wanted = imaging::node_count(table_.kind, table_.size);
    if (table_.size && nodes_found_ != wanted)
      report("has " + std::to_string(nodes_found_) + " nodes, its size asks for " +
             std::to_string(wanted));
  }

  void report(const std::string& problem) {
    if (++problems_found_ > kMostProblems) return;
    problems_.push_back(line_ ? "line " + std::to_string(line_) + ": " + problem : problem);
  }

  [[noreturn]] void refuse() {
    if (problems_found_ > kMostProblems)
      problems_.push_back("and " + std::to_string(problems_found_ - kMostProblems) + " more");
    throw ImageError(name_, std::move(problems_));
  }

  std::string name_;
  ColourTable table_;
  bool size_line_seen_ = false;
  int64_t line_ = 0;        ///< 0: the file as a whole
  int64_t range_line_ = 0;  ///< the last that set an end of the range
  int64_t nodes_found_ = 0;
  size_t problems_found_ = 0;
  std::vector<std::string> problems_;
};

void append_number(std::string& text, float number) {
  char digits[64];
  const auto [end, error] =
      std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed, 6);
  text.append(digits, error == std::errc() ? end : digits);
}

void append_numbers(std::string& text, const float* numbers) {
  for (int c = 0; c < 3; ++c) {
    if (c) text += ' ';
    append_number(text, numbers[c]);
  }
  text += '\n';
}

}  // namespace

bool is_cube_name(const std::filesystem::path& path) {
  return ::strcasecmp(path.extension().c_str(), ".cube") == 0;
}

ColourTable parse_cube(std::string_view text, const std::string& name) {
  return CubeParser(name).parse(text);
}

ColourTable read_cube(const std::filesystem::path& path) {
  try {
    if (std::filesystem::file_size(path) > kMostBytes)
      throw ImageError(path.string(), {"has more than 64 MB"});
    const auto bytes = read_file(path);
    return parse_cube({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
  } catch (const std::system_error& error) {
    throw ImageError(path.string(), {error.code().message()});
  }
}

std::string cube_text(const ColourTable& table, const std::string& title) {
  std::string text = "TITLE \"" + title + "\"\n";
  text += table.kind == TableKind::curves ? "LUT_1D_SIZE " : "LUT_3D_SIZE ";
  text += std::to_string(table.size) + "\nDOMAIN_MIN ";
  append_numbers(text, table.lowest.data());
  text += "DOMAIN_MAX ";
  append_numbers(text, table.highest.data());
  for (int64_t i = 0; i < imaging::node_count(table.kind, table.size); ++i)
    append_numbers(text, table.node(i));
  return text;
}

}  // namespace lowlight::colours
