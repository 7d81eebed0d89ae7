#include "io/utf8_fields.h"

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using io::require_utf8;

namespace {

const std::string kLatin1 = "caf\xE9";

Field field_of(const std::string& name, FieldValue value) {
  Field field;
  field.name = name;
  field.value = std::move(value);
  return field;
}

}  // namespace

TEST_CASE("Every text that is not UTF-8 is a problem, by the name of its field") {
  const std::vector<Field> fields = {field_of("good", std::string("café")),
                                     field_of("photo", kLatin1),
                                     field_of("photos", std::vector<std::string>{"a", kLatin1}),
                                     field_of("number", int64_t{1})};
  try {
    require_utf8(fields, "TOML");
    FAIL("no error");
  } catch (const ConfigError& error) {
    REQUIRE(error.problems().size() == 2);
    CHECK_THAT(error.problems()[0], ContainsSubstring("photo "));
    CHECK_THAT(error.problems()[0], ContainsSubstring("TOML"));
    CHECK_THAT(error.problems()[1], ContainsSubstring("photos "));
  }
}

TEST_CASE("Fields without such texts pass") {
  CHECK_NOTHROW(require_utf8({}, "JSON"));
  CHECK_NOTHROW(require_utf8({field_of("a", std::string("夜")), field_of("b", 0.5)}, "JSON"));
}
