// Templates and the data that fills them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace lowlight::pages {

/// The template of a file in templates, filled with a JSON object by the rules of
/// lowlight/pages/page.h. It may name other files as its parts: {{> verdict.html}}.
std::string filled(const std::string& file, const nlohmann::json& data);

}  // namespace lowlight::pages
