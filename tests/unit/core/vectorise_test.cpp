#include "lowlight/core/vectorise.h"

#include <array>
#include <cmath>

#include "support/catch.h"

using namespace lowlight;

namespace {

LOWLIGHT_VECTORISE
void halve(std::array<float, 37>& numbers) {
  for (float& number : numbers) number *= 0.5f;
}

std::array<float, 37> some_numbers() {
  std::array<float, 37> numbers{};
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = float(i) - 3;
  return numbers;
}

}  // namespace

TEST_CASE("Loops for several instruction sets do what they say, whatever their length") {
  const auto before = some_numbers();
  auto in_function = before, in_lambda = before;
  halve(in_function);
  vectorised([&] {
    for (float& number : in_lambda) number *= 0.5f;
  });
  for (size_t i = 0; i < before.size(); ++i) {
    CHECK(in_function[i] == before[i] / 2);
    CHECK(in_lambda[i] == before[i] / 2);
  }
}

TEST_CASE("What a vectorised loop throws arrives") {
  CHECK_THROWS_AS(vectorised([] { throw 3; }), int);
}
