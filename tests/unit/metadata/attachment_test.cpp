#include "lowlight/metadata/attachment.h"

#include <string>

#include "support/catch.h"

using namespace lowlight::metadata;

TEST_CASE("Each kind of attachment has a name of its own") {
  const std::string names[] = {name_of(AttachmentKind::gain_map),
                               name_of(AttachmentKind::preview),
                               name_of(AttachmentKind::picture),
                               name_of(AttachmentKind::trailer)};
  for (const auto& name : names) CHECK(std::count(std::begin(names), std::end(names), name) == 1);
}
