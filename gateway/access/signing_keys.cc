#include "gateway/access/signing_keys.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/es256.h"
#include "common/auth/jwks.h"
#include "common/base/log.h"
#include "common/base/private_file.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::access {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kReadInterval = absl::Seconds(10);
constexpr char kNameFormat[] = "%E4Y%m%dT%H%M%SZ.pem";
constexpr size_t kMaxKeyFile = 16 * 1024;

struct KeyFile {
  absl::Time since;
  Es256PrivateKey key;
};

absl::Status BadKey(const fs::path& path, absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, "BAD_SIGNING_KEY",
               absl::StrCat(path.string(), " ", what));
}

absl::StatusOr<KeyFile> ReadKey(const fs::path& file) {
  absl::Time since;
  std::string ignored;
  if (!absl::ParseTime(kNameFormat, file.filename().string(), &since, &ignored)) {
    return BadKey(file, "is not named by a time, such as 20261122T103000Z.pem");
  }
  const absl::StatusOr<std::string> pem = ReadPrivateFile(file.string(), kMaxKeyFile);
  if (!pem.ok()) return BadKey(file, absl::StrCat("cannot be used: ", pem.status().message()));
  absl::StatusOr<Es256PrivateKey> key = Es256PrivateKey::FromPem(*pem);
  if (!key.ok()) return BadKey(file, "is not a P-256 key in PEM");
  return KeyFile{since, *std::move(key)};
}

// All keys, the oldest first.
absl::StatusOr<std::vector<KeyFile>> ReadFolder(const fs::path& folder) {
  std::error_code error;
  std::vector<KeyFile> keys;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".pem") continue;
    GUANXI_ASSIGN_OR_RETURN(KeyFile key, ReadKey(it->path()));
    keys.push_back(std::move(key));
  }
  if (keys.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_SIGNING_KEY",
                 absl::StrCat("there is no *.pem in ", folder.string()));
  }
  std::sort(keys.begin(), keys.end(),
            [](const KeyFile& a, const KeyFile& b) { return a.since < b.since; });
  return keys;
}

SigningKeySet MakeSet(const std::vector<KeyFile>& keys, absl::Time now) {
  const KeyFile* signer = &keys.front();
  std::vector<Es256PublicKey> published;
  for (const KeyFile& key : keys) {
    if (key.since + kPublishBeforeUse <= now) signer = &key;
    published.push_back(key.key.public_key());
  }
  return {TokenSigner(signer->key), RenderJwks(published)};
}

absl::StatusOr<std::shared_ptr<const SigningKeySet>> ReadSet(const fs::path& folder,
                                                             absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<KeyFile> keys, ReadFolder(folder));
  return std::make_shared<const SigningKeySet>(MakeSet(keys, now));
}

// Writes a file of mode 600 that appears whole or not at all.
absl::Status WritePrivate(const fs::path& path, const std::string& content) {
  const std::string draft = absl::StrCat(path.string(), ".draft");
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return BadKey(path, "cannot be written");
  const ssize_t written = ::write(fd, content.data(), content.size());
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  // A link fails where a rename would replace: two keys of one second stay two.
  const bool done = written == static_cast<ssize_t>(content.size()) && synced &&
                    ::link(draft.c_str(), path.c_str()) == 0;
  ::unlink(draft.c_str());
  return done ? absl::OkStatus() : BadKey(path, "cannot be written");
}

}  // namespace

absl::StatusOr<std::unique_ptr<SigningKeys>> SigningKeys::Open(absl::string_view folder,
                                                               Clock* clock) {
  std::unique_ptr<SigningKeys> keys(new SigningKeys(std::string(folder), clock));
  GUANXI_ASSIGN_OR_RETURN(auto set, ReadSet(keys->folder_, clock->Now()));
  MutexLock lock(&keys->mutex_);
  keys->current_ = std::move(set);
  keys->read_at_ = clock->Now();
  return keys;
}

absl::Status SigningKeys::Add(absl::string_view folder, Clock* clock) {
  const fs::path path{std::string(folder)};
  std::error_code error;
  if (fs::create_directories(path, error)) {
    fs::permissions(path, fs::perms::owner_all, error);
  }
  if (error) return BadKey(path, "cannot be made");
  GUANXI_ASSIGN_OR_RETURN(const Es256PrivateKey key, Es256PrivateKey::Generate());
  GUANXI_ASSIGN_OR_RETURN(const std::string pem, key.ToPem());
  return WritePrivate(path / absl::FormatTime(kNameFormat, clock->Now(), absl::UTCTimeZone()), pem);
}

std::shared_ptr<const SigningKeySet> SigningKeys::Current() {
  MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  if (now >= read_at_ + kReadInterval) {
    read_at_ = now;
    if (absl::StatusOr<std::shared_ptr<const SigningKeySet>> set = ReadSet(folder_, now);
        set.ok()) {
      current_ = *std::move(set);
    } else {
      Log(Severity::kError, "access.signing_keys", {{"error", set.status().message()}});
    }
  }
  return current_;
}

}  // namespace guanxi::access
