// The rows beside a row, as a unit of work sends them.
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/row_sender.h"
#include "common/search/name.h"

namespace guanxi::resource {

using google::protobuf::Message;

namespace {

// Whether both are found by the same numbers and addresses: digests cost more than what most
// writes do. Null: by none.
bool SameKeys(const ResourceType& type, const Message* before, const Message* after) {
  if (before == nullptr || after == nullptr) return before == after;
  for (const auto kind : {metadata::v1::PHONE_NUMBER, metadata::v1::EMAIL_ADDRESS}) {
    if (SearchTexts(type, kind, *before) != SearchTexts(type, kind, *after)) return false;
  }
  return true;
}

}  // namespace

absl::Status RowSender::WriteSideRows(const WrittenRow& row) {
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
  if (type.has_blind_search() && !SameKeys(type, before, after)) {
    const BlindIndex index(reads_.environment().blind_index_key(), tenant_);
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

absl::Status RowSender::WriteSideTable(const SideTable& table, const ResourceType& type,
                                       const Uuid& id, const SideRowList& old_rows,
                                       const SideRowList& new_rows) {
  for (const auto& row : Difference(old_rows, new_rows)) {
    std::vector<db::Value> values = SideTable::Key(tenant_, type, id);
    values.insert(values.end(), row.begin(), row.begin() + table.key_columns);
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted, tx_.Execute(table.erase, values));
    rows_written_ += deleted;
  }
  for (const auto& row : Difference(new_rows, old_rows)) {
    std::vector<db::Value> values = SideTable::Key(tenant_, type, id);
    values.insert(values.end(), row.begin(), row.end());
    pending_.Add(table.insert, std::move(values));
  }
  return absl::OkStatus();
}

absl::Status RowSender::WriteSearchRows(const Resource& resource, const Message* before,
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
  const std::vector<search::Name> old_names = names_of(before), new_names = names_of(after);
  // All readings of a name cost more than what most writes do.
  if (old_names == new_names) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(auto old_rows, resource.search().RowValues(tenant_, id, old_names));
  GUANXI_ASSIGN_OR_RETURN(auto new_rows, resource.search().RowValues(tenant_, id, new_names));
  if (old_rows == new_rows) return absl::OkStatus();
  if (!old_rows.empty()) {
    GUANXI_RETURN_IF_ERROR(resource.search().Remove(tx_, tenant_, id));
    rows_written_ += static_cast<int64_t>(old_rows.size());
  }
  for (auto& row : new_rows) pending_.Add(search::InsertRows(), std::move(row));
  return absl::OkStatus();
}

// Deleted records keep their rows, since lists may show and filter them. All rows of a record are
// replaced together, by what is in the table: one that should not be there does not survive.
absl::Status RowSender::WriteCustomRows(const WrittenRow& written) {
  const Resource& resource = *written.resource;
  const Stored* const old = written.is_new() ? nullptr : &*written.first;
  const Stored& next = written.next;
  const ResourceType& type = resource.type();
  GUANXI_ASSIGN_OR_RETURN(
      const CustomFields* const fields,
      reads_.FieldsFor(type, old != nullptr ? old->message.get() : nullptr, *next.message));
  const SideRowList rows =
      written.erased ? SideRowList() : CustomRows(type, *fields, *next.message);
  if (old != nullptr) {
    const SideRowList old_rows = CustomRows(type, *fields, *old->message);
    if (rows == old_rows && (rows.empty() || old->live == next.live)) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(
        const int64_t deleted,
        tx_.Execute(CustomTable().erase, SideTable::Key(tenant_, type, next.name.id)));
    rows_written_ += deleted;
  }
  for (const auto& row : rows) {
    std::vector<db::Value> values = SideTable::Key(tenant_, type, next.name.id);
    values.insert(values.end(), row.begin(), row.end());
    pending_.Add(CustomTable().insert, std::move(values));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
