#include "common/crypto/key_source.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/private_file.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/crypto/key_ring.h"

namespace guanxi::crypto {
namespace {

constexpr size_t kMaxFileBytes = 64 * 1024;
constexpr absl::Duration kLookInterval = absl::Seconds(10);

// A text that is wiped when it goes.
struct SecretText {
  ~SecretText() { OPENSSL_cleanse(&text[0], text.size()); }
  std::string text;
};

bool IsKey(absl::string_view hex) {
  return hex.size() == 2 * kKeyBytes &&
         hex.find_first_not_of("0123456789abcdefABCDEF") == absl::string_view::npos;
}

bool Has(const std::vector<Key>& keys, uint32_t id) {
  return std::any_of(keys.begin(), keys.end(), [id](const Key& key) { return key.id == id; });
}

}  // namespace

Keys::~Keys() {
  for (Key& key : keys_) OPENSSL_cleanse(&key.bytes[0], key.bytes.size());
}

const Key* Keys::Find(uint32_t id) const {
  for (const Key& key : keys_) {
    if (key.id == id) return &key;
  }
  return nullptr;
}

bool Keys::operator==(const Keys& other) const {
  return std::equal(keys_.begin(), keys_.end(), other.keys_.begin(), other.keys_.end(),
                    [](const Key& a, const Key& b) { return a.id == b.id && a.bytes == b.bytes; });
}

absl::StatusOr<std::shared_ptr<const Keys>> ParseKeys(absl::string_view text) {
  std::vector<Key> keys;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
    ++number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || absl::StartsWith(line, "#")) continue;
    const std::pair<absl::string_view, absl::string_view> id_and_key =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    const absl::string_view hex = absl::StripAsciiWhitespace(id_and_key.second);
    uint32_t id = 0;
    if (!absl::SimpleAtoi(id_and_key.first, &id) || id == 0 || !IsKey(hex)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": expected an id from 1 on and 64 hex digits"));
    }
    if (Has(keys, id)) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": id ", id, " again"));
    }
    keys.push_back({id, absl::HexStringToBytes(hex)});
  }
  if (keys.empty()) return absl::InvalidArgumentError("holds no key");
  return std::make_shared<const Keys>(std::move(keys));
}

absl::StatusOr<std::shared_ptr<const Keys>> ReadKeys(const std::string& path) {
  SecretText file;
  GUANXI_ASSIGN_OR_RETURN(file.text, ReadPrivateFile(path, kMaxFileBytes));
  auto keys = ParseKeys(file.text);
  if (keys.ok()) return keys;
  return absl::Status(keys.status().code(), absl::StrCat(path, ": ", keys.status().message()));
}

FileKeys::FileKeys(std::string path, std::shared_ptr<const Keys> keys, Clock* clock)
    : path_(std::move(path)),
      clock_(clock),
      keys_(std::move(keys)),
      next_look_(clock->Now() + kLookInterval) {}

std::shared_ptr<const Keys> FileKeys::Current() {
  MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  if (now < next_look_) return keys_;
  next_look_ = now + kLookInterval;
  auto read = ReadKeys(path_);
  if (!read.ok()) {
    Log(Severity::kError, "crypto.keys_unreadable", {{"error", read.status().message()}});
  } else if (!(**read == *keys_)) {
    keys_ = *std::move(read);
    Log(Severity::kInfo, "crypto.keys", {{"file", path_}, {"count", keys_->all().size()}});
  }
  return keys_;
}

std::shared_ptr<const Keys> DerivedKeys::Current() {
  const std::shared_ptr<const Keys> parents = parent_->Current();
  MutexLock lock(&mutex_);
  if (of_ == parents) return keys_;
  std::vector<Key> derived;
  for (const Key& key : parents->all()) {
    derived.push_back({key.id, HmacSha256(key.bytes, absl::StrCat("derive:", purpose_))});
  }
  keys_ = std::make_shared<const Keys>(std::move(derived));
  of_ = parents;
  return keys_;
}

}  // namespace guanxi::crypto
