// A page as a tree, read strictly: what a browser would quietly mend is an error here.
#pragma once

#include <cctype>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lowlight::test {

/// An element of a page, or (tag "") a text.
struct Markup {
  std::string tag;
  std::map<std::string, std::string> attributes = {};
  std::string text = {};  ///< of a text, entities resolved
  std::vector<Markup> children = {};

  /// All text below, joined.
  std::string all_text() const {
    std::string result = text;
    for (const auto& child : children) result += child.all_text();
    return result;
  }

  /// Every element of a tag below, in order; with a class, only those that have it.
  std::vector<const Markup*> all(const std::string& wanted, const std::string& kind = "") const {
    std::vector<const Markup*> found;
    for (const auto& child : children) {
      const auto names = child.attributes.find("class");
      const auto spaced = names == child.attributes.end() ? "" : " " + names->second + " ";
      if (child.tag == wanted &&
          (kind.empty() || spaced.find(" " + kind + " ") != std::string::npos))
        found.push_back(&child);
      for (const auto* below : child.all(wanted, kind)) found.push_back(below);
    }
    return found;
  }
};

/// Reads XML without processing instructions, comments and CDATA; a leading <!DOCTYPE html> is
/// allowed. Any other departure from well-formedness throws std::runtime_error.
class MarkupReader {
 public:
  explicit MarkupReader(std::string_view text) : rest_(text) {}

  Markup read() {
    skip("<!DOCTYPE html>\n");
    Markup root{"", {}, "", children("")};
    return root;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(why + " at: " + std::string(rest_.substr(0, 60)));
  }

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  void demand(std::string_view expected) {
    if (!skip(expected)) fail("expected " + std::string(expected));
  }

  std::string name() {
    size_t length = 0;
    while (length < rest_.size() && (std::isalnum(uint8_t(rest_[length])) || rest_[length] == '-'))
      ++length;
    if (!length) fail("expected a name");
    const std::string result(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return result;
  }

  /// Up to one of `stops`, with entities resolved.
  std::string text(std::string_view stops) {
    static const std::map<std::string_view, std::string> kEntities = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    std::string result;
    while (!rest_.empty() && stops.find(rest_[0]) == std::string_view::npos) {
      if (rest_[0] == '&') {
        const auto entity = rest_.substr(0, rest_.find(';') + 1);
        if (!kEntities.contains(entity)) fail("an entity of no known name");
        result += kEntities.at(entity);
        rest_.remove_prefix(entity.size());
        continue;
      }
      if (rest_[0] == '<') fail("< in a value");
      if (uint8_t(rest_[0]) < 0x20 && rest_[0] != '\n' && rest_[0] != '\t') fail("a control code");
      result += rest_[0];
      rest_.remove_prefix(1);
    }
    return result;
  }

  std::map<std::string, std::string> attributes() {
    std::map<std::string, std::string> result;
    while (skip(" ")) {
      if (rest_.starts_with("/")) break;
      const auto key = name();
      demand("=\"");
      if (!result.emplace(key, text("\"")).second) fail("the attribute " + key + " twice");
      demand("\"");
    }
    return result;
  }

  /// What stands up to </parent>, which is taken too.
  std::vector<Markup> children(const std::string& parent) {
    std::vector<Markup> result;
    for (;;) {
      if (auto words = text("<"); !words.empty()) result.push_back({"", {}, std::move(words)});
      if (rest_.empty()) break;
      if (skip("</")) {
        if (name() != parent) fail("the end of another element than " + parent);
        demand(">");
        return result;
      }
      demand("<");
      Markup element{name()};
      element.attributes = attributes();
      if (!skip("/>")) {
        demand(">");
        element.children = children(element.tag);
      }
      result.push_back(std::move(element));
    }
    if (!parent.empty()) fail("the end is missing of " + parent);
    return result;
  }

  std::string_view rest_;
};

inline Markup read_markup(std::string_view text) { return MarkupReader(text).read(); }

}  // namespace lowlight::test
