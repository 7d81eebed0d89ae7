#include "lowlight/batch/sha256.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace lowlight::batch {
namespace {

using State = std::array<uint32_t, 8>;

constexpr State kStart = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

constexpr std::array<uint32_t, 64> kRounds = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t big_endian(const uint8_t* bytes) {
  return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 | uint32_t(bytes[2]) << 8 | bytes[3];
}

/// Section 6.2.2, letters as there.
void add_block(State& state, const uint8_t* block) {
  using std::rotr;
  std::array<uint32_t, 64> w;
  for (size_t t = 0; t < 16; ++t) w[t] = big_endian(block + 4 * t);
  for (size_t t = 16; t < 64; ++t) {
    const uint32_t small0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
    const uint32_t small1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = small1 + w[t - 7] + small0 + w[t - 16];
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (size_t t = 0; t < 64; ++t) {
    const uint32_t big1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25), choice = (e & f) ^ (~e & g);
    const uint32_t big0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
    const uint32_t t1 = h + big1 + choice + kRounds[t] + w[t], t2 = big0 + majority;
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  const State added = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < 8; ++i) state[i] += added[i];
}

/// Takes whole blocks off the front of `bytes`.
void add_blocks(State& state, std::span<const uint8_t>& bytes) {
  for (; bytes.size() >= 64; bytes = bytes.subspan(64)) add_block(state, bytes.data());
}

/// The hash once whole blocks are added and fewer than 64 bytes of `size` are left.
Sha256 finished(State state, std::span<const uint8_t> rest, uint64_t size) {
  const uint64_t bits = 8 * size;
  // The rest, a one bit, zeros, and the length in the last eight bytes of a block.
  std::array<uint8_t, 128> end{};
  std::copy(rest.begin(), rest.end(), end.begin());
  end[rest.size()] = 0x80;
  const size_t length = rest.size() < 56 ? 64 : 128;
  for (size_t i = 0; i < 8; ++i) end[length - 1 - i] = uint8_t(bits >> (8 * i));
  for (size_t at = 0; at < length; at += 64) add_block(state, end.data() + at);
  Sha256 hash;
  for (size_t i = 0; i < hash.size(); ++i) hash[i] = uint8_t(state[i / 4] >> (24 - 8 * (i % 4)));
  return hash;
}

}  // namespace

Sha256 sha256(std::span<const uint8_t> bytes) {
  State state = kStart;
  const uint64_t size = bytes.size();
  add_blocks(state, bytes);
  return finished(state, bytes, size);
}

Sha256 sha256(const ByteFile& file) {
  constexpr uint64_t kPiece = 1 << 20;  // whole blocks
  State state = kStart;
  std::vector<uint8_t> piece(std::min(kPiece, file.size()));
  std::span<const uint8_t> rest;
  for (uint64_t at = 0; at < file.size(); at += kPiece) {
    const auto part = std::span(piece).first(std::min(kPiece, file.size() - at));
    file.read(at, part);
    rest = part;
    add_blocks(state, rest);
  }
  return finished(state, rest, file.size());
}

std::string hex(const Sha256& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : hash) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

uint64_t fingerprint(std::string_view text) {
  const auto hash = sha256({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | hash[i];
  return number;
}

}  // namespace lowlight::batch
