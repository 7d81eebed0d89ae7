// Faces as JSON, for the journal and the programs that read it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "lowlight/batch/remarks.h"

namespace lowlight::batch {

/// What faces_of_json reads, for errors.
inline constexpr char kFacesRule[] =
    R"({"before": [{"box": [left, top, width, height], "score"}], "after": [...]})";

/// {"before": [{"box": [left, top, width, height], "score": 0.9}, …], "after": […]} in pixels of
/// the photo, to a hundredth; null where no faces were looked for.
nlohmann::ordered_json faces_to_json(const std::optional<Faces>& faces);

/// Back; nothing where the value has another form.
std::optional<Faces> faces_of_json(const nlohmann::ordered_json& value);

}  // namespace lowlight::batch
