// The pages that the programs write: one self-contained file each, readable without a network and
// without scripts, in light and dark, on a screen and on a phone.
//
// A page is a template in src/pages/templates, which holds all markup, filled with the data of a
// JSON object. The templates are mustache's (the language of mustache(5)):
//
//   {{name}}                  a text or a number of the object. Where it is missing, of an object
//                             around it
//   {{#name}} ... {{/name}}   is there where `name` is true, a text, a number, an object, whose
//                             members may then be named, or an array that is not empty
//   {{^name}} ... {{/name}}   is there where it is not: missing, null, false, "" or []
//   {{#items}} ... {{/items}} inside the section of an array: once for each of its elements. An
//                             element that is a text is {{.}}
//   {{{chart}}}               markup of svg_line_chart, put in as it is. All else is escaped
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace lowlight::pages {

enum class Page {
  batch,       ///< It says what a batch did, and shows its photos or links to pages of them.
  photos,      ///< It shows some of the photos of a large batch.
  comparison,  ///< It shows one photo before and after.
  training,    ///< It says how a training run goes.
  diagnosis    ///< It says why a training step was not finite.
};

/// The names of the values, as users write them.
constexpr auto names_of(Page) {
  return std::to_array<std::pair<Page, std::string_view>>({{Page::batch, "batch"},
                                                           {Page::photos, "photos"},
                                                           {Page::comparison, "comparison"},
                                                           {Page::training, "training"},
                                                           {Page::diagnosis, "diagnosis"}});
}

/// What a banner, a row or a mark is about. A page shows it by a colour and a word.
enum class Tone { plain, good, warning, bad };

/// The names of the values, as users write them.
constexpr auto names_of(Tone) {
  return std::to_array<std::pair<Tone, std::string_view>>({{Tone::plain, "plain"},
                                                           {Tone::good, "good"},
                                                           {Tone::warning, "warning"},
                                                           {Tone::bad, "bad"}});
}

/// `page` filled with the JSON object `data`. Any text in it can stand in any place: & < > " ' are
/// escaped, and control characters other than line break and tab become U+FFFD. Throws
/// c10::ValueError where `data` is not the text of a JSON object in UTF-8.
std::string filled_page(Page page, const std::string& data);

/// The same for an nlohmann::json. Bytes in it that are not UTF-8 become U+FFFD.
template <class Json>
std::string filled_page(Page page, const Json& data) {
  return filled_page(page, data.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace lowlight::pages
