#include "common/base/uuid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace guanxi {
namespace {

constexpr int kTextSize = 36;

bool IsHyphenAt(int i) { return i == 8 || i == 13 || i == 18 || i == 23; }

void StampVersion(int version, Uuid* uuid) {
  uuid->data[6] = static_cast<uint8_t>((uuid->data[6] & 0x0f) | (version << 4));
  uuid->data[8] = static_cast<uint8_t>((uuid->data[8] & 0x3f) | 0x80);  // RFC 9562 variant
}

void FillRandom(uint8_t* out, size_t size) {
  // Without randomness ids could collide; there is nothing sensible to go on with.
  if (RAND_bytes(out, static_cast<int>(size)) != 1) std::abort();
}

}  // namespace

absl::StatusOr<Uuid> Uuid::Parse(absl::string_view text) {
  const auto bad = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("got \"", absl::CHexEscape(text.substr(0, 64)), "\", want a UUID"));
  };
  if (text.size() != kTextSize) return bad();
  Uuid uuid;
  int nibble = 0;
  for (int i = 0; i < kTextSize; ++i) {
    const char c = text[i];
    if (IsHyphenAt(i)) {
      if (c != '-') return bad();
      continue;
    }
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return bad();
    const int value =
        absl::ascii_isdigit(static_cast<unsigned char>(c)) ? c - '0' : (c | 32) - 'a' + 10;
    uuid.data[nibble / 2] = static_cast<uint8_t>(uuid.data[nibble / 2] << 4 | value);
    ++nibble;
  }
  return uuid;
}

absl::StatusOr<Uuid> Uuid::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kSize) {
    return absl::InvalidArgumentError(absl::StrCat("got ", bytes.size(), " bytes, want 16"));
  }
  Uuid uuid;
  std::memcpy(uuid.data.data(), bytes.data(), kSize);
  return uuid;
}

std::string Uuid::ToString() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(kTextSize);
  for (const uint8_t byte : data) {
    if (IsHyphenAt(static_cast<int>(text.size()))) text.push_back('-');
    text.push_back(kHex[byte >> 4]);
    text.push_back(kHex[byte & 15]);
  }
  return text;
}

absl::string_view Uuid::bytes() const {
  return absl::string_view(reinterpret_cast<const char*>(data.data()), data.size());
}

Uuid UuidSource::Next() {
  Uuid uuid;
  const int64_t now_ms = absl::ToUnixMillis(clock_->Now());
  int64_t ms;
  uint32_t counter;
  {
    MutexLock lock(&mutex_);
    TakeRandom(&uuid);
    if (now_ms > last_ms_) {
      last_ms_ = now_ms;
      counter_ = uuid.data[7] & 0x7f;  // a random start leaves room above it
    } else if (++counter_ > 0xfff) {
      ++last_ms_;
      counter_ = 0;
    }
    ms = last_ms_;
    counter = counter_;
  }
  for (int i = 0; i < 6; ++i) uuid.data[i] = static_cast<uint8_t>(ms >> (40 - 8 * i));
  uuid.data[6] = static_cast<uint8_t>(counter >> 8);
  uuid.data[7] = static_cast<uint8_t>(counter);
  StampVersion(7, &uuid);
  return uuid;
}

void UuidSource::TakeRandom(Uuid* uuid) {
  if (random_left_ == 0) {
    FillRandom(random_.data(), random_.size());
    random_left_ = random_.size();
  }
  random_left_ -= Uuid::kSize;
  std::memcpy(uuid->data.data(), random_.data() + random_left_, Uuid::kSize);
}

Uuid DeriveUuid(absl::string_view name_space, absl::string_view text) {
  const std::string input = absl::StrCat(name_space, absl::string_view("\0", 1), text);
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(input.data(), input.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    std::abort();
  Uuid uuid;
  std::memcpy(uuid.data.data(), digest, Uuid::kSize);
  StampVersion(8, &uuid);
  return uuid;
}

}  // namespace guanxi
