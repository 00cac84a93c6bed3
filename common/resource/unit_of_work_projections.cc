// Projected fields: how they are set, and how their columns are sent.
#include <algorithm>
#include <utility>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {

using google::protobuf::Message;

absl::Status UnitOfWork::Project(const Resource& resource, const ResourceName& name,
                                 Projection set) {
  const WrittenRow* const before = rows_.Find(resource, name.id);
  Stored read;
  if (before == nullptr || before->erased || before->next.name.parent != name.parent) {
    GUANXI_ASSIGN_OR_RETURN(read, Get(resource, name));
  }
  const Stored& row = read.message == nullptr ? before->next : read;
  std::unique_ptr<Message> wanted = CopyMessage(*row.message);
  set(wanted.get());
  if (SameProjected(resource.type(), *row.message, *wanted)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(WrittenRow* const written, rows_.Touch(resource, &row, name.id));
  wrote_.insert(resource.type().descriptor());
  written->projected = true;
  if (written->next.message == nullptr) written->next = CopyRow(row);
  CopyProjected(resource.type(), *wanted, written->next.message.get());
  written->next.projection = written->is_new() ? 1 : written->first->projection + 1;
  ++written->next.step;
  ++writes_;
  return absl::OkStatus();
}

absl::Status UnitOfWork::SendProjections() {
  for (const auto& [resource, rows] : projected_) {
    for (size_t begin = 0; begin < rows.size(); begin += kMaxProjected) {
      GUANXI_RETURN_IF_ERROR(
          SendProjections(*resource, absl::MakeConstSpan(rows).subspan(begin, kMaxProjected)));
    }
  }
  projected_.clear();
  return absl::OkStatus();
}

absl::Status UnitOfWork::SendProjections(const Resource& resource,
                                         absl::Span<const WrittenRow* const> rows) {
  const ResourceType& type = resource.type();
  size_t count = 1;  // a power of two: few different statements
  while (count < rows.size()) count *= 2;
  std::vector<db::Value> values;
  for (const WrittenRow* row : rows) {
    GUANXI_ASSIGN_OR_RETURN(auto projected, ProjectedValues(type, *row->next.message));
    values.emplace_back(row->next.name.id.bytes());
    values.emplace_back(row->first->projection);
    std::move(projected.begin(), projected.end(), std::back_inserter(values));
    values.emplace_back(row->next.projection);
  }
  const db::Query* query = &resource.project();
  db::Query many;
  if (rows.size() > 1) {
    values.resize(count * values.size() / rows.size(), db::Value(nullptr));
    many = resource.ProjectMany(count);
    query = &many;
    values.emplace_back(principal_.tenant.bytes());
  } else {
    // Id and old projection go last.
    std::rotate(values.begin(), values.begin() + 2, values.end());
    values.insert(values.end() - 2, principal_.tenant.bytes());
  }
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched, tx_->Execute(*query, values));
  if (matched != static_cast<int64_t>(rows.size())) {
    return StaleEtag(FormatName(type, rows[0]->next.name));
  }
  rows_written_ += matched;
  return absl::OkStatus();
}

}  // namespace guanxi::resource
