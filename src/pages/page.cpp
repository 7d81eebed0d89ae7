#include "lowlight/pages/page.h"

#include <nlohmann/json.hpp>

#include "lowlight/core/check.h"
#include "lowlight/core/names.h"
#include "pages/fill.h"

namespace lowlight::pages {

std::string filled_page(Page page, const std::string& data) {
  const auto object = nlohmann::json::parse(data, nullptr, /*allow_exceptions=*/false);
  LOWLIGHT_CHECK(object.is_object(), "filled_page: data must be a JSON object in UTF-8");
  return filled(std::string(enum_name(page)) + ".html", object);
}

}  // namespace lowlight::pages
