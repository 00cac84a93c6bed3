#include "common/search/resume.h"

#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace guanxi::search {
namespace {

// Version of the encoding, for tokens that outlive a release.
constexpr char kVersion = 1;
constexpr char kHasEnd = 1;
constexpr char kHasLast = 2;
// Of a search over several types: theirs follow at the end.
constexpr char kHasTypes = 4;

void AppendPosition(const Position& position, std::string* out) {
  out->push_back(static_cast<char>(position.scan));
  out->push_back(static_cast<char>(position.key.size()));
  absl::StrAppend(out, position.key, position.id.bytes());
  out->push_back(static_cast<char>(position.row));
}

// Takes bytes off the front; once too few are left, everything reads as zero.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  absl::string_view Take(size_t size) {
    if (bytes_.size() < size) {
      ok_ = false;
      return {};
    }
    const absl::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  uint8_t TakeByte() {
    const absl::string_view byte = Take(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte[0]);
  }

  Uuid TakeUuid() {
    const auto id = Uuid::FromBytes(Take(Uuid::kSize));
    return id.ok() ? *id : Uuid();
  }

  Position TakePosition() {
    Position position;
    position.scan = TakeByte();
    const size_t size = TakeByte();
    position.key = std::string(Take(size));
    position.id = TakeUuid();
    position.row = TakeByte();
    return position;
  }

  bool AtEnd() const { return ok_ && bytes_.empty(); }

 private:
  absl::string_view bytes_;
  bool ok_ = true;
};

// Start, end, last.
std::string TypesOf(const Resume& resume) {
  return {static_cast<char>(resume.start.type),
          static_cast<char>(resume.end ? resume.end->type : 0),
          static_cast<char>(resume.last ? resume.last->type : 0)};
}

}  // namespace

std::string EncodeResume(const Resume& resume) {
  const std::string types = TypesOf(resume);
  const bool has_types = types != std::string(types.size(), '\0');
  std::string out(1, kVersion);
  out.push_back(static_cast<char>((resume.end ? kHasEnd : 0) | (resume.last ? kHasLast : 0) |
                                  (has_types ? kHasTypes : 0)));
  AppendPosition(resume.start, &out);
  if (resume.end) AppendPosition(*resume.end, &out);
  if (resume.last) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(resume.last->score >> shift));
    }
    absl::StrAppend(&out, resume.last->id.bytes());
  }
  if (has_types) absl::StrAppend(&out, types);
  return out;
}

absl::StatusOr<Resume> DecodeResume(absl::string_view bytes) {
  Reader reader(bytes);
  const bool known = reader.TakeByte() == kVersion;
  const uint8_t parts = reader.TakeByte();
  Resume resume;
  resume.start = reader.TakePosition();
  if (parts & kHasEnd) resume.end = reader.TakePosition();
  if (parts & kHasLast) {
    Resume::Last last;
    for (int i = 0; i < 4; ++i) last.score = last.score << 8 | reader.TakeByte();
    last.id = reader.TakeUuid();
    resume.last = last;
  }
  if (parts & kHasTypes) {
    resume.start.type = reader.TakeByte();
    const uint8_t end = reader.TakeByte(), last = reader.TakeByte();
    if (resume.end) resume.end->type = end;
    if (resume.last) resume.last->type = last;
  }
  if (!known || !reader.AtEnd()) {
    return absl::InvalidArgumentError("not the state of a search");
  }
  return resume;
}

}  // namespace guanxi::search
