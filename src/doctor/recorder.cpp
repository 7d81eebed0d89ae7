#include "doctor/recorder.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/function.h>

#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "doctor/operator_schema.h"
#include "lowlight/core/check.h"

namespace lowlight::doctor {
namespace {

/// An operator between its start and its end.
struct Pending : at::ObserverContext {
  const OperatorSchema* schema = nullptr;
  bool counted = false;  ///< its thread is inside it
  Operation operation;
  std::vector<at::Tensor> written;
};

/// Which tensor: its memory, offset, type, sizes and strides. Views by the same geometry are one.
using Geometry = std::pair<const void*, std::vector<int64_t>>;

Geometry geometry_of(const at::Tensor& tensor) {
  std::vector<int64_t> numbers = {tensor.storage_offset(), int64_t(tensor.scalar_type())};
  numbers.insert(numbers.end(), tensor.sizes().begin(), tensor.sizes().end());
  numbers.insert(numbers.end(), tensor.strides().begin(), tensor.strides().end());
  return {tensor.storage().unsafeGetStorageImpl(), std::move(numbers)};
}

bool has_memory(const at::Tensor& tensor) {
  return tensor.defined() && tensor.has_storage() && tensor.layout() == at::kStrided;
}

int64_t version_of(const at::Tensor& tensor) {
  return tensor.is_inference() ? 0 : int64_t(tensor._version());
}

template <class Call>
void each_tensor(const c10::IValue& value, const Call& call) {
  if (value.isTensor()) call(value.toTensor());
  if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorList()) call(tensor);
  }
  if (value.isList() && !value.isTensorList()) {
    for (const c10::IValue& element : value.toListRef()) each_tensor(element, call);
  }
}

template <class Call>
void each_number(const std::string& name, const c10::IValue& value, const Call& call) {
  if (value.isInt()) call(name, double(value.toInt()));
  if (value.isDouble()) call(name, value.toDouble());
  if (value.isBool()) call(name, double(value.toBool()));
  if (value.isIntList() || value.isDoubleList() || value.isBoolList()) {
    int index = 0;
    for (const c10::IValue& element : value.toListRef())
      each_number(name + "." + std::to_string(index++), element, call);
  }
}

}  // namespace

class Recorder::Book {
 public:
  std::unique_ptr<at::ObserverContext> start(const at::RecordFunction& function) {
    const std::lock_guard lock(mutex_);
    const at::DisableRecordFunctionGuard not_itself;
    auto& thread = threads_[at::RecordFunction::currentThreadId()];
    auto pending = std::make_unique<Pending>();
    if (function.scope() == at::RecordScope::BACKWARD_FUNCTION) {
      thread.gradients_of.push_back(node(function.forwardThreadId(), function.seqNr()));
      return pending;
    }
    if (thread.depth > 0) {  // within an operator that is recorded as a whole
      ++thread.depth;
      pending->counted = true;
      return pending;
    }
    pending->schema = &operators_.of(function);
    pending->counted = !pending->schema->composite;
    if (pending->counted) ++thread.depth;
    read_arguments(function, *pending);
    if (!thread.gradients_of.empty()) pending->operation.forward = thread.gradients_of.back();
    pending->operation.backward = in_backward_;
    return pending;
  }

  void end(const at::RecordFunction& function, Pending& pending) {
    const std::lock_guard lock(mutex_);
    const at::DisableRecordFunctionGuard not_itself;
    auto& thread = threads_[at::RecordFunction::currentThreadId()];
    if (function.scope() == at::RecordScope::BACKWARD_FUNCTION) {
      thread.gradients_of.pop_back();
      return;
    }
    if (pending.counted) --thread.depth;
    if (pending.schema) record(function, pending);
  }

  void name_tensor(const at::Tensor& tensor, const std::string& name, Origin origin) {
    if (!has_memory(tensor)) return;
    keep(tensor);
    names_.emplace(geometry_of(tensor), std::make_pair(name, origin));
  }

  int64_t value_of(const at::Tensor& tensor) {
    if (!has_memory(tensor)) return -1;
    const auto known = values_.find(geometry_of(tensor));
    if (known != values_.end() && known->second.version == version_of(tensor))
      return known->second.value;
    const auto memory = memories_.find(tensor.storage().unsafeGetStorageImpl());
    return make_value(tensor, memory == memories_.end() ? -1 : memory->second.maker);
  }

  void begin_backward() { in_backward_ = true; }
  Trace take() { return std::move(trace_); }

 private:
  struct Known {
    int64_t version, value;
  };
  struct Memory {
    c10::Storage kept;   ///< or its address could be given to another tensor
    int64_t maker = -1;  ///< the operation that wrote it last
  };
  struct Thread {
    int64_t depth = 0;
    std::vector<int64_t> gradients_of;  ///< operations whose backward runs on it
  };
  using Node = std::pair<uint64_t, int64_t>;

  Memory& keep(const at::Tensor& tensor) {
    auto& memory = memories_[tensor.storage().unsafeGetStorageImpl()];
    if (!memory.kept) memory.kept = tensor.storage();
    return memory;
  }

  int64_t node(uint64_t thread, int64_t sequence) const {
    const auto found = nodes_.find({thread, sequence});
    return found == nodes_.end() ? -1 : found->second;
  }

  /// Remembers that the gradient of `tensor` is that of `operation`.
  void link_gradient(const at::Tensor& tensor, int64_t operation) {
    const auto& gradient = tensor.grad_fn();
    if (operation < 0 || !gradient) return;
    nodes_.emplace(Node(gradient->thread_id(), int64_t(gradient->sequence_nr())), operation);
  }

  void read_arguments(const at::RecordFunction& function, Pending& pending) {
    auto& operation = pending.operation;
    operation.name = pending.schema->name;
    const auto arguments = function.inputs();
    for (size_t i = 0; i < arguments.size() && i < pending.schema->arguments.size(); ++i) {
      const auto& name = pending.schema->arguments[i];
      each_tensor(arguments[i], [&](const at::Tensor& tensor) {
        if (pending.schema->written[i]) pending.written.push_back(tensor);
        if (name == "out" || !has_memory(tensor)) return;
        const auto value = value_of(tensor);
        operation.inputs.push_back({name, value});
        link_gradient(tensor, trace_.values[size_t(value)].producer);
      });
      each_number(name, arguments[i], [&](const std::string& key, double number) {
        operation.numbers[key] = number;
      });
    }
  }

  void record(const at::RecordFunction& function, Pending& pending) {
    const auto index = int64_t(trace_.operations.size());
    std::vector<at::Tensor> outputs;
    for (const auto& output : function.outputs()) {
      each_tensor(output, [&](const at::Tensor& tensor) {
        if (has_memory(tensor)) outputs.push_back(tensor);
      });
    }
    if (pending.schema->uninitialised) {
      for (const auto& output : outputs) keep(output);
      return;
    }
    const bool writes = !pending.schema->composite && !pending.written.empty();
    auto& made = writes ? pending.written : outputs;
    for (const auto& tensor : made) {
      if (!has_memory(tensor) || (!writes && is_known(tensor, pending.schema->composite))) continue;
      // A view does not write the memory it shows.
      const bool fresh = !memories_.contains(tensor.storage().unsafeGetStorageImpl());
      pending.operation.outputs.push_back(make_value(tensor, index));
      if (writes || fresh) keep(tensor).maker = index;
      link_gradient(tensor, index);
    }
    if (!pending.operation.outputs.empty())
      trace_.operations.push_back(std::move(pending.operation));
  }

  /// An operator that returns what it was given (detach, a cast to the same type) made nothing; a
  /// composite one made only what none of its parts did.
  bool is_known(const at::Tensor& tensor, bool composite) const {
    if (composite) return memories_.contains(tensor.storage().unsafeGetStorageImpl());
    const auto known = values_.find(geometry_of(tensor));
    return known != values_.end() && known->second.version == version_of(tensor);
  }

  int64_t make_value(const at::Tensor& tensor, int64_t producer) {
    const auto geometry = geometry_of(tensor);
    const auto index = int64_t(trace_.values.size());
    keep(tensor);
    Value value;
    value.producer = producer;
    if (producer < 0) {
      const auto named = names_.find(geometry);
      value.origin = named == names_.end() ? Origin::unknown : named->second.second;
      if (named != names_.end()) value.name = named->second.first;
    }
    const std::pair place(geometry.first, tensor.storage_offset());
    value.memory = addresses_.emplace(place, int64_t(addresses_.size())).first->second;
    value.statistics = statistics_of(tensor);
    trace_.values.push_back(std::move(value));
    values_[geometry] = {version_of(tensor), index};
    return index;
  }

  std::mutex mutex_;
  Trace trace_;
  std::atomic<bool> in_backward_ = false;
  OperatorTable operators_;
  std::map<Geometry, std::pair<std::string, Origin>> names_;
  std::map<Geometry, Known> values_;
  std::map<const void*, Memory> memories_;
  std::map<std::pair<const void*, int64_t>, int64_t> addresses_;
  std::map<Node, int64_t> nodes_;
  std::unordered_map<uint64_t, Thread> threads_;
};

namespace {

/// Callbacks are plain functions, and those of autograd's threads know nothing but this.
std::atomic<void*> listening = nullptr;

}  // namespace

Recorder::Recorder() : book_(std::make_unique<Book>()) {
  void* nobody = nullptr;
  LOWLIGHT_CHECK(listening.compare_exchange_strong(nobody, book_.get()),
                 "observe: one trace at a time, and one is being taken");
  const auto on_start = [](const at::RecordFunction& function) {
    return static_cast<Book*>(listening.load())->start(function);
  };
  const auto on_end = [](const at::RecordFunction& function, at::ObserverContext* context) {
    static_cast<Book*>(listening.load())->end(function, *static_cast<Pending*>(context));
  };
  handle_ = at::addThreadLocalCallback(
      at::RecordFunctionCallback(on_start, on_end)
          .needsInputs(true)
          .needsOutputs(true)
          .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
}

Recorder::~Recorder() {
  at::removeCallback(handle_);
  listening = nullptr;
}

void Recorder::name_tensor(const at::Tensor& tensor, const std::string& name, Origin origin) {
  book_->name_tensor(tensor, name, origin);
}

int64_t Recorder::value_of(const at::Tensor& tensor) {
  const at::DisableRecordFunctionGuard not_itself;
  return book_->value_of(tensor);
}

void Recorder::begin_backward() { book_->begin_backward(); }

Trace Recorder::take() { return book_->take(); }

}  // namespace lowlight::doctor
