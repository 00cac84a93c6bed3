// Keys of one purpose as they are now, private to common/crypto: what a KeyRing stands on.
#ifndef GUANXI_COMMON_CRYPTO_KEY_SOURCE_H_
#define GUANXI_COMMON_CRYPTO_KEY_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi::crypto {

struct Key {
  uint32_t id = 0;
  std::string bytes;
};

// Never empty; the first is active. Immutable; wipes them when it goes.
class Keys {
 public:
  explicit Keys(std::vector<Key> keys) : keys_(std::move(keys)) {}
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  ~Keys();

  const std::vector<Key>& all() const { return keys_; }
  const Key& active() const { return keys_.front(); }
  // Null if there is none.
  const Key* Find(uint32_t id) const;
  bool operator==(const Keys& other) const;

 private:
  std::vector<Key> keys_;
};

// A key file's text (key_ring.h). INVALID_ARGUMENT with the line's number.
absl::StatusOr<std::shared_ptr<const Keys>> ParseKeys(absl::string_view text);
// The same of a file. Errors: those of ReadPrivateFile, too; they name the file.
absl::StatusOr<std::shared_ptr<const Keys>> ReadKeys(const std::string& path);

// Thread-safe.
class KeySource {
 public:
  virtual ~KeySource() = default;
  virtual std::shared_ptr<const Keys> Current() = 0;
};

// Keys that stay.
class FixedKeys : public KeySource {
 public:
  explicit FixedKeys(std::shared_ptr<const Keys> keys) : keys_(std::move(keys)) {}
  std::shared_ptr<const Keys> Current() override { return keys_; }

 private:
  const std::shared_ptr<const Keys> keys_;
};

// Those of a file, which is looked at when they are asked for and the last time is 10 s ago. The
// object stays the same while the content does.
class FileKeys : public KeySource {
 public:
  // `keys` are what was read at first. `clock` is not owned.
  FileKeys(std::string path, std::shared_ptr<const Keys> keys, Clock* clock);
  std::shared_ptr<const Keys> Current() override;

 private:
  const std::string path_;
  Clock* const clock_;
  Mutex mutex_;
  std::shared_ptr<const Keys> keys_ ABSL_GUARDED_BY(mutex_);
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_);
};

// Those that a purpose derives from others, made anew when those are others.
class DerivedKeys : public KeySource {
 public:
  DerivedKeys(std::shared_ptr<KeySource> parent, absl::string_view purpose)
      : parent_(std::move(parent)), purpose_(purpose) {}
  std::shared_ptr<const Keys> Current() override;

 private:
  const std::shared_ptr<KeySource> parent_;
  const std::string purpose_;
  Mutex mutex_;
  std::shared_ptr<const Keys> of_ ABSL_GUARDED_BY(mutex_);  // what keys_ are derived from
  std::shared_ptr<const Keys> keys_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::crypto

#endif  // GUANXI_COMMON_CRYPTO_KEY_SOURCE_H_
