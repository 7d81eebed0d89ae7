// What the schemas of operators say about their arguments. Private to the room.
#pragma once

#include <ATen/record_function.h>

#include <map>
#include <string>
#include <vector>

namespace lowlight::doctor {

struct OperatorSchema {
  std::string name;
  bool composite = true;       ///< consists of other operators, which are recorded instead
  bool uninitialised = false;  ///< its output holds nothing yet
  std::vector<std::string> arguments;
  std::vector<bool> written;  ///< arguments that it writes into
};

/// Looks each operator up once. What is no operator (autograd's own brackets) is composite.
class OperatorTable {
 public:
  const OperatorSchema& of(const at::RecordFunction& function);

 private:
  std::map<std::string, OperatorSchema> schemas_;
};

}  // namespace lowlight::doctor
