#include "lowlight/batch/output_name.h"

#include <map>
#include <string_view>

#include "lowlight/core/names.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using Words = std::map<std::string, std::string>;

Words words_of(const fs::path& photo,
               std::optional<codecs::ImageFormat> format,
               const std::string& suffix) {
  const auto named = codecs::format_of_name(photo);
  if (!format && named && codecs::kept_format(*named) != named)
    format = codecs::kept_format(*named);
  const bool keeps_ending = !format || named == format;
  auto ending = keeps_ending ? photo.extension().string() : codecs::extension_of(*format);
  const auto stem = keeps_ending || named ? photo.stem() : photo;
  if (!ending.empty()) ending.erase(0, 1);
  return {{"stem", stem}, {"ext", ending}, {"name", photo}, {"suffix", suffix}};
}

/// Puts the words in; what cannot be understood goes to `problems`.
std::string expanded(std::string_view rest, const Words& words, Problems& problems) {
  std::string result;
  while (!rest.empty()) {
    const char first = rest[0];
    const bool doubled = rest.size() > 1 && rest[1] == first;
    if ((first != '{' && first != '}') || doubled) {
      result += first;
      rest.remove_prefix(first == '{' || first == '}' ? 2 : 1);
      continue;
    }
    const auto end = rest.find('}');
    if (first == '}' || end == std::string_view::npos) {
      problems.push_back({"name", std::string("has a '") + first + "' without its partner"});
      return result;
    }
    const std::string word(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    if (const auto found = words.find(word); found != words.end()) {
      if (word == "ext" && found->second.empty() && result.ends_with('.')) result.pop_back();
      result += found->second;
    } else {
      std::vector<std::string> known;
      for (const auto& entry : words) known.push_back(entry.first);
      problems.push_back({"name", "knows no {" + word + "}" + did_you_mean(word, known)});
    }
  }
  return result;
}

}  // namespace

Problems problems_of(const NamePattern& name) {
  Problems problems;
  expanded(name.pattern, words_of("photo.jpg", {}, name.suffix), problems);
  const auto check_letters = [&](const char* key, const std::string& text) {
    if (text.find('/') != std::string::npos || text.find('\0') != std::string::npos) {
      problems.push_back({key, "must be part of a file name: no '/', no NUL byte"});
    }
  };
  check_letters("name", name.pattern);
  check_letters("suffix", name.suffix);
  return problems;
}

std::string output_name(const std::string& photo,
                        std::optional<codecs::ImageFormat> format,
                        const NamePattern& name) {
  Problems problems;
  auto result = expanded(name.pattern, words_of(photo, format, name.suffix), problems);
  require_valid("output_name", problems);
  return result;
}

}  // namespace lowlight::batch
