// Text that is safe to stand in markup.
#pragma once

#include <string>
#include <string_view>

namespace lowlight::pages {

/// The text as it may stand between tags and in quoted attributes: & < > " ' are escaped; control
/// characters other than line break and tab, and bytes that are not UTF-8, become U+FFFD.
std::string escaped(std::string_view text);

}  // namespace lowlight::pages
