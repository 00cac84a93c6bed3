#include "common/resource/row_sender.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Whether several steps have led back to where the row was, its projected columns aside.
bool IsAsBefore(const WrittenRow& row) {
  if (row.next.step == row.first->step + 1) return false;
  if (row.first->live != row.next.live || row.erased) return false;
  if (!AreSiblings(row.first->name, row.next.name)) return false;
  const ResourceType& type = row.resource->type();
  const auto bare = [&](const Message& message) {
    std::unique_ptr<Message> copy = CopyMessage(message);
    for (const auto* field : {type.etag_field(), type.update_time_field()}) {
      if (field != nullptr) copy->GetReflection()->ClearField(copy.get(), field);
    }
    CopyProjected(type, *row.first->message, copy.get());
    return copy;
  };
  return MessageDifferencer::Equals(*bare(*row.first->message), *bare(*row.next.message));
}

// Rows that leave (a unique key, the table) go before those that may take their place.
int Turn(const WrittenRow& row) { return row.next.live && !row.erased ? 1 : 0; }

// Whether one of `rows`, whose place is theirs already, is to claim what `giver` claimed first.
absl::StatusOr<bool> IsTakenOver(absl::Span<const WrittenRow* const> rows, const WrittenRow& giver,
                                 const UniqueKey& key, const std::vector<db::Value>& given) {
  for (const WrittenRow* row : rows) {
    if (row == &giver || row->resource != giver.resource || row->is_new() || row->erased) continue;
    if (key.in_parent && row->next.name.parent != giver.first->name.parent) continue;
    GUANXI_ASSIGN_OR_RETURN(auto claimed, KeyValues(key, row->next));
    if (Comparable(std::move(claimed)) == given) return true;
  }
  return false;
}

}  // namespace

absl::Status RowSender::Send(WrittenRows* rows) {
  if (!(rows->all().empty() && root_event_.IsNil()) && cause_.depth > kMaxCauseDepth) {
    return Error(absl::StatusCode::kFailedPrecondition, "CAUSE_TOO_DEEP",
                 absl::StrCat("more than ", kMaxCauseDepth, " writes have set each other off"));
  }
  std::vector<const WrittenRow*> order;
  for (WrittenRow& row : rows->all()) {
    Settle(&row);
    if (!row.event.IsNil() || !row.projection_event.IsNil()) order.push_back(&row);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return Turn(*a) < Turn(*b); });
  GUANXI_RETURN_IF_ERROR(ReleaseClaims(order));
  for (const WrittenRow* row : order) GUANXI_RETURN_IF_ERROR(SendOne(*row));
  GUANXI_RETURN_IF_ERROR(SendProjections());
  // Those who send the same at once wait for each other, and do not deadlock.
  pending_.Sort(ExternalIdTable().insert);
  GUANXI_ASSIGN_OR_RETURN(const int64_t sent, pending_.Flush(tx_));
  rows_written_ += sent;
  return absl::OkStatus();
}

void RowSender::Settle(WrittenRow* row) {
  if (row->is_new() && row->erased) return;
  if (row->written && !row->is_new() && IsAsBefore(*row)) {
    Stored same = CopyRow(*row->first);
    CopyProjected(row->resource->type(), *row->next.message, same.message.get());
    same.projection = row->next.projection;
    row->next = std::move(same);
    row->written = false;
  }
  if (row->written) row->event = reads_.environment().uuids().Next();
  if (row->projected && !row->erased) row->projection_event = reads_.environment().uuids().Next();
  if (root_event_.IsNil()) root_event_ = row->written ? row->event : row->projection_event;
}

// A row that takes over what another one gives up may be sent before it, and each may take over
// from the other.
absl::Status RowSender::ReleaseClaims(absl::Span<const WrittenRow* const> rows) {
  for (const WrittenRow* row : rows) {
    if (row->event.IsNil() || row->is_new() || Turn(*row) == 0) continue;
    for (const UniqueKey& key : row->resource->type().unique_keys()) {
      GUANXI_ASSIGN_OR_RETURN(auto given, KeyValues(key, *row->first));
      GUANXI_ASSIGN_OR_RETURN(const auto kept, KeyValues(key, row->next));
      const bool stays = kept == given && AreSiblings(row->first->name, row->next.name);
      if (key.claim.empty() || given.empty() || stays) continue;
      GUANXI_ASSIGN_OR_RETURN(const bool taken,
                              IsTakenOver(rows, *row, key, Comparable(std::move(given))));
      if (!taken) continue;
      GUANXI_RETURN_IF_ERROR(
          tx_.Execute(row->resource->release(key), {tenant_.bytes(), row->next.name.id.bytes()})
              .status());
    }
  }
  return absl::OkStatus();
}

absl::Status RowSender::SendOne(const WrittenRow& row) {
  if (!row.event.IsNil()) {
    GUANXI_RETURN_IF_ERROR(SendRow(row));
    GUANXI_RETURN_IF_ERROR(WriteSideRows(row));
    Change change = NewChange(row.kind(), row.event);
    change.erased = row.erased;
    WriteChange(change, row);
  }
  if (row.projection_event.IsNil()) return absl::OkStatus();
  if (!row.is_new()) projected_[row.resource].push_back(&row);
  WriteChange(NewChange(ChangeKind::kProjected, row.projection_event), row);
  return absl::OkStatus();
}

absl::Status RowSender::SendRow(const WrittenRow& row) {
  const ResourceType& type = row.resource->type();
  if (row.is_new()) {
    GUANXI_ASSIGN_OR_RETURN(auto values, InsertValues(type, tenant_, row.next));
    pending_.Add(row.resource->insert(), std::move(values));
    return absl::OkStatus();
  }
  const db::Query* query = &row.resource->update();
  std::vector<db::Value> values;
  if (row.erased) {
    query = &row.resource->erase();
  } else {
    GUANXI_ASSIGN_OR_RETURN(values, UpdateValues(type, row.next));
    if (!AreSiblings(row.first->name, row.next.name)) {
      query = &row.resource->move();
      const std::vector<db::Value> parents = ParentValues(type, row.next.name);
      values.insert(values.begin(), parents.begin(), parents.end());
    }
  }
  values.emplace_back(tenant_.bytes());
  values.emplace_back(row.next.name.id.bytes());
  values.emplace_back(row.first->version);
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched, tx_.Execute(*query, values));
  rows_written_ += matched;
  if (matched != 1) return StaleEtag(FormatName(type, row.next.name));
  return absl::OkStatus();
}

absl::Status RowSender::SendProjections() {
  for (const auto& [resource, rows] : projected_) {
    for (size_t begin = 0; begin < rows.size(); begin += kMaxProjected) {
      GUANXI_RETURN_IF_ERROR(
          SendProjections(*resource, absl::MakeConstSpan(rows).subspan(begin, kMaxProjected)));
    }
  }
  projected_.clear();
  return absl::OkStatus();
}

absl::Status RowSender::SendProjections(const Resource& resource,
                                        absl::Span<const WrittenRow* const> rows) {
  const ResourceType& type = resource.type();
  const size_t count = MarksFor(rows.size());
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
    values.emplace_back(tenant_.bytes());
  } else {
    // Id and old projection go last.
    std::rotate(values.begin(), values.begin() + 2, values.end());
    values.insert(values.end() - 2, tenant_.bytes());
  }
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched, tx_.Execute(*query, values));
  if (matched != static_cast<int64_t>(rows.size())) {
    return StaleEtag(FormatName(type, rows[0]->next.name));
  }
  rows_written_ += matched;
  return absl::OkStatus();
}

Change RowSender::NewChange(ChangeKind kind, const Uuid& event) const {
  Change change;
  change.event = event;
  change.root = cause_.root.IsNil() ? root_event_ : cause_.root;
  change.depth = cause_.depth;
  change.kind = kind;
  change.actor = reads_.principal().subject;
  change.time = now_;
  return change;
}

void RowSender::WriteChange(const Change& change, const WrittenRow& row) {
  int64_t projection = row.is_new() ? 0 : row.first->projection;
  if (change.kind == ChangeKind::kProjected) projection = row.next.projection;
  pending_.Add(OutboxInsert(),
               db::MakeValues(tenant_.bytes(), change.event.bytes(), row.next.name.id.bytes(),
                              row.next.version, projection, static_cast<int>(change.kind)));
  pending_.Add(ChangeInsert(), ChangeValues(tenant_, row.resource->type(), change,
                                            row.is_new() ? nullptr : &*row.first, row.next));
}

void RowSender::Add(const Resource& resource, const Stored& row, absl::string_view fact,
                    const Message& payload) {
  const Uuid event = reads_.environment().uuids().Next();
  if (root_event_.IsNil()) root_event_ = event;
  pending_.Add(OutboxInsert(),
               db::MakeValues(tenant_.bytes(), event.bytes(), row.name.id.bytes(), row.version,
                              row.projection, static_cast<int>(ChangeKind::kEmitted)));
  pending_.Add(ChangeInsert(),
               FactValues(tenant_, resource.type(), NewChange(ChangeKind::kEmitted, event), row,
                          fact, payload));
}

}  // namespace guanxi::resource
