#include "imaging/code_table.h"

#ifdef LOWLIGHT_HAS_VERSIONS
#include <immintrin.h>
#endif

namespace lowlight::imaging {
namespace {

#ifdef LOWLIGHT_HAS_VERSIONS

constexpr int64_t kAtOnce = 64;

/// Two registers hold each half of the bytes of one place in all numbers.
[[gnu::target("avx512f,avx512bw,avx512vbmi")]] inline __m512i look_up_byte(
    const std::array<uint8_t, 256>& bytes, __m512i codes) {
  const auto* parts = reinterpret_cast<const __m512i*>(bytes.data());
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes),
                                _mm512_permutex2var_epi8(parts[0], codes, parts[1]),
                                _mm512_permutex2var_epi8(parts[2], codes, parts[3]));
}

/// Interleaving the bytes of the numbers moves them within each quarter of a register: the codes
/// are laid where their numbers then come out in order.
std::array<uint8_t, kAtOnce> order_of_codes() {
  std::array<uint8_t, kAtOnce> order{};
  for (size_t quarter = 0; quarter < 4; ++quarter) {
    for (size_t four = 0; four < 4; ++four) {
      for (size_t i = 0; i < 4; ++i)
        // The low byte of a code of 16 bits.
        order[16 * quarter + 4 * four + i] = uint8_t(2 * (16 * four + 4 * quarter + i));
    }
  }
  return order;
}

[[gnu::target("avx512f,avx512bw,avx512vbmi")]] void look_up_bytes(
    const std::array<std::array<uint8_t, 256>, 4>& bytes,
    const uint16_t* codes,
    int64_t count,
    uint32_t* out) {
  alignas(64) static const auto order = order_of_codes();
  const __m512i places = _mm512_load_si512(order.data());
  for (int64_t i = 0; i < count; i += kAtOnce) {
    const __m512i code = _mm512_permutex2var_epi8(
        _mm512_loadu_si512(codes + i), places, _mm512_loadu_si512(codes + i + kAtOnce / 2));
    const __m512i a = look_up_byte(bytes[0], code), b = look_up_byte(bytes[1], code);
    const __m512i c = look_up_byte(bytes[2], code), d = look_up_byte(bytes[3], code);
    const __m512i low_ab = _mm512_unpacklo_epi8(a, b), high_ab = _mm512_unpackhi_epi8(a, b);
    const __m512i low_cd = _mm512_unpacklo_epi8(c, d), high_cd = _mm512_unpackhi_epi8(c, d);
    _mm512_storeu_si512(out + i, _mm512_unpacklo_epi16(low_ab, low_cd));
    _mm512_storeu_si512(out + i + 16, _mm512_unpackhi_epi16(low_ab, low_cd));
    _mm512_storeu_si512(out + i + 32, _mm512_unpacklo_epi16(high_ab, high_cd));
    _mm512_storeu_si512(out + i + 48, _mm512_unpackhi_epi16(high_ab, high_cd));
  }
}

#endif

}  // namespace

bool ByteTables::are_fast() {
#ifdef LOWLIGHT_HAS_VERSIONS
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi");
#else
  return false;
#endif
}

ByteTables::ByteTables(const void* numbers) {
  for (size_t code = 0; code < 256; ++code) {
    for (size_t place = 0; place < bytes_.size(); ++place)
      bytes_[place][code] = static_cast<const uint8_t*>(numbers)[bytes_.size() * code + place];
  }
}

int64_t ByteTables::look_up([[maybe_unused]] const uint16_t* codes,
                            [[maybe_unused]] int64_t count,
                            [[maybe_unused]] void* out) const {
#ifdef LOWLIGHT_HAS_VERSIONS
  const int64_t whole = count / kAtOnce * kAtOnce;
  look_up_bytes(bytes_, codes, whole, static_cast<uint32_t*>(out));
  return whole;
#else
  return 0;
#endif
}

}  // namespace lowlight::imaging
