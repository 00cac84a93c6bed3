#include "common/base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"

namespace guanxi {
namespace {

class FileDescriptor {
 public:
  // Does not wait for the other end of a pipe.
  explicit FileDescriptor(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status Check(int fd, const std::string& path, size_t max_bytes) {
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a regular file"));
  }
  if ((info.st_mode & (S_IRWXO | S_IWGRP | S_IXGRP)) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s is open to others (mode %o): chmod 600, or 640 for its group", path,
                        info.st_mode & 0777));
  }
  if (info.st_size > static_cast<off_t>(max_bytes)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is larger than ", max_bytes));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path, size_t max_bytes) {
  const FileDescriptor file(path);
  if (file.get() < 0) {
    return absl::NotFoundError(absl::StrCat("cannot open ", path, ": ", std::strerror(errno)));
  }
  GUANXI_RETURN_IF_ERROR(Check(file.get(), path, max_bytes));
  std::string content(max_bytes, '\0');
  const ssize_t size = pread(file.get(), content.data(), max_bytes, 0);
  if (size < 0) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
  content.resize(size);
  return content;
}

}  // namespace guanxi
