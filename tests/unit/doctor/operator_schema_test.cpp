#include "doctor/operator_schema.h"

#include <torch/types.h>

#include <functional>

#include "support/catch.h"

using namespace lowlight::doctor;

namespace {

std::map<std::string, OperatorSchema> recorded;

std::unique_ptr<at::ObserverContext> note(const at::RecordFunction& function) {
  static OperatorTable table;
  const auto& schema = table.of(function);
  recorded[schema.name] = schema;
  return nullptr;
}

/// The schemas of all operators that ran.
std::map<std::string, OperatorSchema> schemas_of(const std::function<void()>& run) {
  recorded.clear();
  const auto handle =
      at::addThreadLocalCallback(at::RecordFunctionCallback(note).needsInputs(true).scopes(
          {at::RecordScope::FUNCTION, at::RecordScope::USER_SCOPE}));
  run();
  at::removeCallback(handle);
  return recorded;
}

}  // namespace

TEST_CASE("A schema names its arguments and those that are written into") {
  auto x = torch::ones({3});
  const auto schemas = schemas_of([&] { x.add_(1); });
  const auto& add = schemas.at("aten::add_");
  CHECK_FALSE(add.composite);
  CHECK_FALSE(add.uninitialised);
  CHECK(add.arguments == std::vector<std::string>{"self", "other", "alpha"});
  CHECK(add.written == std::vector<bool>{true, false, false});
}

TEST_CASE("Composite operators and memory that holds nothing yet are known") {
  const auto x = torch::ones({2, 3}), weight = torch::ones({4, 3});
  const auto schemas = schemas_of([&] {
    torch::linear(x, weight);
    torch::empty({3});
  });
  CHECK(schemas.at("aten::linear").composite);
  CHECK_FALSE(schemas.at("aten::linear").uninitialised);
  CHECK(schemas.at("aten::empty").uninitialised);
}

TEST_CASE("What is no operator is composite and has no arguments") {
  const auto schemas = schemas_of([] { RECORD_USER_SCOPE("update"); });
  CHECK(schemas.at("update").composite);
  CHECK(schemas.at("update").arguments.empty());
}
