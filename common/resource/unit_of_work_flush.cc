// What a unit of work sends at its end.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/changes.h"
#include "common/resource/environment.h"
#include "common/resource/pending_rows.h"
#include "common/resource/unit_of_work.h"
#include "common/search/name.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Whether several steps have led back to where the row was, its projected columns aside.
bool IsAsBefore(const WrittenRow& row) {
  if (row.next.step == row.first->step + 1) return false;
  if (row.first->live != row.next.live || row.erased) return false;
  if (row.first->name.parent != row.next.name.parent) return false;
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

constexpr size_t kMaxFactBytes = 64;

// Rows that leave (a unique key, the table) go before those that may take their place.
int Turn(const WrittenRow& row) { return row.next.live && !row.erased ? 1 : 0; }

}  // namespace

absl::Status UnitOfWork::Flush() {
  if (!(rows_.all().empty() && root_event_.IsNil()) && context_.cause.depth > kMaxCauseDepth) {
    return Error(absl::StatusCode::kFailedPrecondition, "CAUSE_TOO_DEEP",
                 absl::StrCat("more than ", kMaxCauseDepth, " writes have set each other off"));
  }
  std::vector<const WrittenRow*> order;
  for (WrittenRow& row : rows_.all()) {
    Settle(&row);
    if (!row.event.IsNil() || !row.projection_event.IsNil()) order.push_back(&row);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return Turn(*a) < Turn(*b); });
  for (const WrittenRow* row : order) GUANXI_RETURN_IF_ERROR(Send(*row));
  GUANXI_RETURN_IF_ERROR(SendProjections());
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows, pending_->Flush(*tx_));
  rows_written_ += rows;
  for (const PendingAnswer& answer : answers_) {
    const WrittenRow* const row = rows_.Find(*answer.resource, answer.id);
    if (row != nullptr) answer.message->CopyFrom(*row->next.message);
  }
  answers_.clear();
  external_ids_.clear();
  held_.clear();
  rows_.Clear();
  return absl::OkStatus();
}

void UnitOfWork::Settle(WrittenRow* row) {
  if (row->is_new() && row->erased) return;
  if (row->written && !row->is_new() && IsAsBefore(*row)) {
    Stored same = CopyRow(*row->first);
    CopyProjected(row->resource->type(), *row->next.message, same.message.get());
    same.projection = row->next.projection;
    row->next = std::move(same);
    row->written = false;
  }
  if (row->written) row->event = environment_->uuids().Next();
  if (row->projected && !row->erased) row->projection_event = environment_->uuids().Next();
  if (root_event_.IsNil()) root_event_ = row->written ? row->event : row->projection_event;
}

absl::Status UnitOfWork::Send(const WrittenRow& row) {
  if (!row.event.IsNil()) {
    GUANXI_RETURN_IF_ERROR(SendRow(row));
    GUANXI_RETURN_IF_ERROR(WriteSideRows(row));
    Change change = NewChange(row.kind());
    change.event = row.event;
    change.erased = row.erased;
    WriteChange(std::move(change), row);
  }
  if (row.projection_event.IsNil()) return absl::OkStatus();
  if (!row.is_new()) projected_[row.resource].push_back(&row);
  Change change = NewChange(ChangeKind::kProjected);
  change.event = row.projection_event;
  WriteChange(std::move(change), row);
  return absl::OkStatus();
}

absl::Status UnitOfWork::SendRow(const WrittenRow& row) {
  const ResourceType& type = row.resource->type();
  if (row.is_new()) {
    GUANXI_ASSIGN_OR_RETURN(auto values, InsertValues(type, principal_.tenant, row.next));
    pending_->Add(row.resource->insert(), std::move(values));
    return absl::OkStatus();
  }
  const db::Query* query = &row.resource->update();
  std::vector<db::Value> values;
  if (row.erased) {
    query = &row.resource->erase();
  } else {
    GUANXI_ASSIGN_OR_RETURN(values, UpdateValues(type, row.next));
    if (row.first->name.parent != row.next.name.parent) {
      query = &row.resource->move();
      values.insert(values.begin(), row.next.name.parent.bytes());
    }
  }
  values.emplace_back(principal_.tenant.bytes());
  values.emplace_back(row.next.name.id.bytes());
  values.emplace_back(row.first->version);
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched, tx_->Execute(*query, values));
  rows_written_ += matched;
  if (matched != 1) return StaleEtag(FormatName(type, row.next.name));
  return absl::OkStatus();
}

absl::Status UnitOfWork::WriteSideRows(const WrittenRow& row) {
  const Resource& resource = *row.resource;
  const Stored* const old = row.is_new() ? nullptr : &*row.first;
  const Stored& next = row.next;
  const ResourceType& type = resource.type();
  // External ids stay reserved while their record is deleted; searches find live ones.
  if (type.external_ids_field() != nullptr) {
    GUANXI_RETURN_IF_ERROR(
        WriteSideTable(ExternalIdTable(), type, next.name.id,
                       old != nullptr ? ExternalIdRows(type, *old->message) : SideRowList(),
                       row.erased ? SideRowList() : ExternalIdRows(type, *next.message)));
  }
  const Message* before = old != nullptr && old->live ? old->message.get() : nullptr;
  const Message* after = next.live && !row.erased ? next.message.get() : nullptr;
  if (type.has_blind_search()) {
    const BlindIndex index(environment_->blind_index_key(), principal_.tenant);
    const auto rows = [&](const Message* m) {
      return m != nullptr ? KeyRows(type, index, *m) : SideRowList();
    };
    GUANXI_RETURN_IF_ERROR(
        WriteSideTable(KeyTable(), type, next.name.id, rows(before), rows(after)));
  }
  if (type.custom_field() != nullptr) GUANXI_RETURN_IF_ERROR(WriteCustomRows(row));
  if (!type.sets().empty()) {
    GUANXI_RETURN_IF_ERROR(
        WriteSideTable(SetTable(), type, next.name.id,
                       old != nullptr ? SetRows(type, *old->message, old->live) : SideRowList(),
                       row.erased ? SideRowList() : SetRows(type, *next.message, next.live)));
  }
  return type.has_text_search() ? WriteSearchRows(resource, before, after, next.name.id)
                                : absl::OkStatus();
}

absl::Status UnitOfWork::WriteSideTable(const SideTable& table, const ResourceType& type,
                                        const Uuid& id, const SideRowList& old_rows,
                                        const SideRowList& new_rows) {
  for (const auto& row : Difference(old_rows, new_rows)) {
    std::vector<db::Value> values = SideTable::Key(principal_.tenant, type, id);
    values.insert(values.end(), row.begin(), row.begin() + table.key_columns);
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted, tx_->Execute(table.erase, values));
    rows_written_ += deleted;
  }
  for (const auto& row : Difference(new_rows, old_rows)) {
    std::vector<db::Value> values = SideTable::Key(principal_.tenant, type, id);
    values.insert(values.end(), row.begin(), row.end());
    pending_->Add(table.insert, std::move(values));
  }
  return absl::OkStatus();
}

absl::Status UnitOfWork::WriteSearchRows(const Resource& resource, const Message* before,
                                         const Message* after, const Uuid& id) {
  const auto names_of = [&](const Message* message) {
    std::vector<search::Name> names;
    if (message == nullptr) return names;
    const auto kind =
        resource.hooks().name_kind ? resource.hooks().name_kind(*message) : text::NameKind::kOther;
    for (std::string& text : SearchTexts(resource.type(), metadata::v1::TEXT, *message)) {
      names.push_back({std::move(text), kind});
    }
    return names;
  };
  GUANXI_ASSIGN_OR_RETURN(auto old_rows,
                          resource.search().RowValues(principal_.tenant, id, names_of(before)));
  GUANXI_ASSIGN_OR_RETURN(auto new_rows,
                          resource.search().RowValues(principal_.tenant, id, names_of(after)));
  if (old_rows == new_rows) return absl::OkStatus();
  if (!old_rows.empty()) {
    GUANXI_RETURN_IF_ERROR(resource.search().Remove(*tx_, principal_.tenant, id));
    rows_written_ += static_cast<int64_t>(old_rows.size());
  }
  for (auto& row : new_rows) pending_->Add(search::InsertRows(), std::move(row));
  return absl::OkStatus();
}

Change UnitOfWork::NewChange(ChangeKind kind) const {
  Change change;
  change.root = context_.cause.root.IsNil() ? root_event_ : context_.cause.root;
  change.depth = context_.cause.depth;
  change.kind = kind;
  change.actor = principal_.subject;
  change.time = now_;
  return change;
}

void UnitOfWork::WriteChange(Change change, const WrittenRow& row) {
  int64_t projection = row.is_new() ? 0 : row.first->projection;
  if (change.kind == ChangeKind::kProjected) projection = row.next.projection;
  pending_->Add(OutboxInsert(), {principal_.tenant.bytes(), change.event.bytes(),
                                 row.next.name.id.bytes(), row.next.version, projection});
  pending_->Add(ChangeInsert(), ChangeValues(principal_.tenant, row.resource->type(), change,
                                             row.is_new() ? nullptr : &*row.first, row.next));
}

absl::Status UnitOfWork::Emit(const Resource& resource, const Stored& row, absl::string_view fact,
                              const Message& payload) {
  if (fact.empty() || fact.size() > kMaxFactBytes) {
    return absl::InternalError(absl::StrCat("\"", fact, "\" names no fact"));
  }
  Change change = NewChange(ChangeKind::kEmitted);
  change.event = environment_->uuids().Next();
  if (root_event_.IsNil()) root_event_ = change.event;
  if (change.root.IsNil()) change.root = root_event_;
  // Behind what happened to the row so far.
  pending_->Add(OutboxInsert(), {principal_.tenant.bytes(), change.event.bytes(),
                                 row.name.id.bytes(), row.version, row.projection});
  pending_->Add(ChangeInsert(), FactValues(principal_.tenant, resource.type(), change, row.name.id,
                                           row.version, fact, payload));
  return absl::OkStatus();
}

}  // namespace guanxi::resource
