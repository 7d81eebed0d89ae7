// Lists as JSON and TOML give them, into the lists that fields hold.
#pragma once

#include <optional>
#include <vector>

#include "lowlight/core/fields.h"

namespace lowlight::io {

/// The list whose entries are `items`, or nothing where they are of different kinds. Integers among
/// numbers are numbers; an empty list fits every field that is a list.
std::optional<FieldValue> list_of(const std::vector<FieldValue>& items);

}  // namespace lowlight::io
