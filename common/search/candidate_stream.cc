#include "common/search/candidate_stream.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"

namespace guanxi::search {
namespace {

constexpr int kNoRow = 255, kAllRows = -1;

}  // namespace

CandidateStream::CandidateStream(const Source& source, Position behind)
    : source_(source), at_(std::move(behind)), parts_(source.types.size()) {}

absl::StatusOr<bool> CandidateStream::Next() {
  while (true) {
    Part* least = nullptr;
    for (size_t type = 0; type < parts_.size(); ++type) {
      GUANXI_RETURN_IF_ERROR(Advance(type));
      Part& part = parts_[type];
      if (part.has_head && (least == nullptr || part.head < least->head)) least = &part;
    }
    if (least != nullptr) {
      std::swap(at_, least->head);
      least->has_head = false;
      return true;
    }
    if (at_.scan + 1u >= source_.plan->size()) return false;
    at_ = Position{static_cast<uint8_t>(at_.scan + 1), "", Uuid(), 0};
    for (Part& part : parts_) part = Part();
  }
}

absl::Status CandidateStream::Advance(size_t type) {
  Part& part = parts_[type];
  if (part.has_head) return absl::OkStatus();
  if (part.next == part.rows.size()) {
    if (!part.more) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(Fetch(type));
    if (part.rows.size() == 0) return absl::OkStatus();
  }
  DecodePosition(part.rows[part.next++].String(0), &part.head);
  part.head.scan = at_.scan;
  part.head.type = static_cast<uint8_t>(type);
  part.has_head = true;
  return absl::OkStatus();
}

// What lies behind the current row: of this type, all that was handed out does not.
absl::Status CandidateStream::Fetch(size_t type) {
  const Scan& scan = (*source_.plan)[at_.scan];
  const int row = type == at_.type ? at_.row : type < at_.type ? kNoRow : kAllRows;
  static const Restriction none{};
  const std::vector<Restriction>& all = *source_.restrictions;
  const Restriction& restriction = all.empty() ? none : all[type];
  const std::vector<db::Value> values =
      ScanValues(source_.tenant, source_.types[type].type, scan, at_, row, restriction);
  const db::Query query = ScanQuery(source_.types[type], scan, restriction);
  Part& part = parts_[type];
  GUANXI_ASSIGN_OR_RETURN(part.rows, source_.tx->Select(query, values));
  part.next = 0;
  part.more = part.rows.size() == kBlockRows;
  return absl::OkStatus();
}

}  // namespace guanxi::search
