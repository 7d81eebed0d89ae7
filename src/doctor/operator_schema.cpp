#include "doctor/operator_schema.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace lowlight::doctor {

const OperatorSchema& OperatorTable::of(const at::RecordFunction& function) {
  const auto name = function.operator_name();
  const auto text = name ? name->name + "." + name->overload_name : function.name();
  const auto known = schemas_.find(text);
  if (known != schemas_.end()) return known->second;
  OperatorSchema schema;
  schema.name = name ? name->name : function.name();
  const auto handle = name ? c10::Dispatcher::singleton().findOp(*name) : std::nullopt;
  if (handle && handle->hasSchema()) {
    schema.composite = handle->hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd);
    schema.uninitialised =
        schema.name.starts_with("aten::empty") || schema.name.starts_with("aten::new_empty");
    for (const auto& argument : handle->schema().arguments()) {
      const auto* alias = argument.alias_info();
      schema.arguments.push_back(argument.name());
      schema.written.push_back(alias && alias->isWrite());
    }
  }
  return schemas_.emplace(text, std::move(schema)).first->second;
}

}  // namespace lowlight::doctor
