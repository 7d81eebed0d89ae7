#include "io/field_list.h"

#include <string>

#include "support/catch.h"

using namespace lowlight;
using io::list_of;

namespace {

const FieldValue kText = std::string("a");

}  // namespace

TEST_CASE("A list keeps the kind of its entries") {
  CHECK(list_of({int64_t{1}, int64_t{-2}}) == FieldValue(std::vector<int64_t>{1, -2}));
  CHECK(list_of({0.5, 2.0}) == FieldValue(std::vector<double>{0.5, 2}));
  CHECK(list_of({kText, kText}) == FieldValue(std::vector<std::string>{"a", "a"}));
}

TEST_CASE("Integers among numbers become numbers") {
  CHECK(list_of({int64_t{1}, 0.5}) == FieldValue(std::vector<double>{1, 0.5}));
}

TEST_CASE("An empty list is a list") {
  const auto list = list_of({});
  REQUIRE(list);
  CHECK(std::holds_alternative<std::vector<int64_t>>(*list));
}

TEST_CASE("Entries of different kinds make no list") {
  CHECK_FALSE(list_of({int64_t{1}, kText}));
  CHECK_FALSE(list_of({true, true}));
  CHECK_FALSE(list_of({std::vector<int64_t>{1}}));
}
