#include "lowlight/core/ranks.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>

namespace lowlight {
namespace {

class Alone final : public Ranks {
 public:
  int64_t rank() const override { return 0; }
  int64_t size() const override { return 1; }
  std::function<void()> begin_sum(at::Tensor) const override {
    return [] {};
  }
  void broadcast(at::Tensor, int64_t) const override {}
  std::vector<at::Tensor> gather(const at::Tensor& values) const override { return {values}; }
};

/// The number of rows on each rank.
std::vector<int64_t> counts_of(int64_t rows, const Ranks& ranks) {
  std::vector<int64_t> counts;
  for (const auto& count : ranks.gather(at::scalar_tensor(rows, at::kLong)))
    counts.push_back(count.item<int64_t>());
  return counts;
}

/// The rows of each rank; they are exchanged in tensors as long as the longest.
std::vector<at::Tensor> rows_of_all(const at::Tensor& rows, const Ranks& ranks) {
  const auto counts = counts_of(rows.size(0), ranks);
  auto shape = rows.sizes().vec();
  shape[0] = std::ranges::max(counts);
  auto padded = at::zeros(shape, rows.options());
  padded.narrow(0, 0, rows.size(0)).copy_(rows);
  auto all = ranks.gather(padded);
  for (size_t r = 0; r < all.size(); ++r) all[r] = all[r].narrow(0, 0, counts[r]);
  return all;
}

at::Tensor bytes_of(const std::string& text) {
  auto bytes = at::empty({int64_t(text.size())}, at::kByte);
  if (!text.empty()) std::memcpy(bytes.mutable_data_ptr(), text.data(), text.size());
  return bytes;
}

std::string text_of(const at::Tensor& bytes) {
  const auto whole = bytes.contiguous();
  return {static_cast<const char*>(whole.const_data_ptr()), size_t(whole.numel())};
}

struct GatheredRows : torch::autograd::Function<GatheredRows> {
  static at::Tensor forward(torch::autograd::AutogradContext* context,
                            const at::Tensor& rows,
                            const BatchPart& part) {
    const auto all = rows_of_all(rows, *part.ranks);
    int64_t first = 0;
    for (int64_t r = 0; r < part.ranks->rank(); ++r) first += all[size_t(r)].size(0);
    context->saved_data["first"] = first;
    context->saved_data["count"] = rows.size(0);
    context->saved_data["share"] = part.share;
    return at::cat(all);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = [&](const char* name) { return context->saved_data[name]; };
    const auto own = gradients[0].narrow(0, saved("first").toInt(), saved("count").toInt());
    return {own / saved("share").toDouble(), at::Tensor()};
  }
};

}  // namespace

const Ranks& alone() {
  static const Alone one;
  return one;
}

bool any(bool here, const Ranks& ranks) {
  if (ranks.size() == 1) return here;
  const auto sum = at::scalar_tensor(here ? 1 : 0, at::kFloat);
  ranks.begin_sum(sum)();
  return sum.item<float>() > 0;
}

std::string broadcast_text(const std::string& text, int64_t source, const Ranks& ranks) {
  if (ranks.size() == 1) return text;
  const auto length = at::scalar_tensor(int64_t(text.size()), at::kLong);
  ranks.broadcast(length, source);
  const bool own = ranks.rank() == source;
  const auto bytes = own ? bytes_of(text) : at::empty({length.item<int64_t>()}, at::kByte);
  if (bytes.numel() > 0) ranks.broadcast(bytes, source);
  return text_of(bytes);
}

std::vector<std::string> broadcast_texts(const std::vector<std::string>& texts,
                                         int64_t source,
                                         const Ranks& ranks) {
  if (ranks.size() == 1) return texts;
  std::string all;  // each text behind its length
  for (const auto& text : texts) all += std::to_string(text.size()) + ' ' + text;
  all = broadcast_text(all, source, ranks);
  std::vector<std::string> result;
  for (size_t at = 0; at < all.size();) {
    size_t digits = 0;
    const auto length = std::stoul(all.substr(at), &digits);
    result.push_back(all.substr(at + digits + 1, length));
    at += digits + 1 + length;
  }
  return result;
}

std::vector<std::string> gathered_texts(const std::string& text, const Ranks& ranks) {
  std::vector<std::string> texts;
  for (const auto& bytes : rows_of_all(bytes_of(text), ranks)) texts.push_back(text_of(bytes));
  return texts;
}

std::vector<double> gathered_numbers(const std::vector<double>& numbers, const Ranks& ranks) {
  const auto all = at::cat(rows_of_all(at::tensor(numbers, at::kDouble), ranks)).contiguous();
  const auto* first = all.data_ptr<double>();
  return {first, first + all.numel()};
}

at::Tensor gathered(const at::Tensor& rows, const BatchPart& part) {
  return part.ranks->size() == 1 ? rows : GatheredRows::apply(rows, part);
}

at::Tensor mean_over_batch(const at::Tensor& values, const BatchPart& part) {
  return total_over_batch(part.share * values.detach().mean(), part);
}

at::Tensor total_over_batch(const at::Tensor& value, const BatchPart& part) {
  if (part.ranks->size() == 1) return value.detach();
  const auto sum = value.detach().clone();
  part.ranks->begin_sum(sum)();
  return sum;
}

int64_t total_over_batch(int64_t count, const BatchPart& part) {
  return total_over_batch(at::scalar_tensor(count, at::kLong), part).item<int64_t>();
}

}  // namespace lowlight
