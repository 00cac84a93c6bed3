#include "common/resource/resource.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

absl::StatusOr<std::unique_ptr<const Resource>> Resource::Create(
    const google::protobuf::Descriptor* descriptor, Hooks hooks) {
  GUANXI_ASSIGN_OR_RETURN(auto type, ResourceType::Compile(descriptor));
  return std::unique_ptr<const Resource>(new Resource(std::move(type), std::move(hooks)));
}

Resource::Resource(std::unique_ptr<const ResourceType> type, Hooks hooks)
    : type_(std::move(type)),
      hooks_(std::move(hooks)),
      external_ids_(*type_, "external_ids", {"system", "value"}, 2),
      keys_(*type_, "keys", {"kind", "digest"}, 2),
      custom_(*type_, "custom", {"field_id", "text_value", "number_value", "time_value"}, 0),
      search_(type_->singular(), type_->table()) {
  const std::string& name = type_->singular();
  const std::string by_id = absl::StrCat("SELECT ", RowColumns(*type_, "t"), " FROM ",
                                         type_->table(), " t WHERE t.tenant_id = ? AND t.id = ?");
  select_ = {absl::StrCat(name, ".select_by_id"), by_id};
  locked_ = {absl::StrCat(name, ".lock_by_id"), absl::StrCat(by_id, " FOR UPDATE")};
  insert_ = {absl::StrCat(name, ".insert"),
             absl::StrCat("INSERT INTO ", type_->table(), " (",
                          absl::StrJoin(InsertColumns(*type_), ", "), ") VALUES "),
             ""};
  update_ = {absl::StrCat(name, ".update"),
             absl::StrCat("UPDATE ", type_->table(), " SET ",
                          absl::StrJoin(UpdateColumns(*type_), " = ?, "),
                          " = ? WHERE tenant_id = ? AND id = ? AND version = ?")};
  select_by_key_ = {absl::StrCat(name, ".select_by_key"),
                    absl::StrCat("SELECT k.id FROM ", type_->SideTable("keys"),
                                 " k WHERE k.tenant_id = ? AND k.kind = ? AND k.digest = ? AND "
                                 "k.id > ? ORDER BY k.id LIMIT ?")};
}

db::Query Resource::SelectByExternalIds(size_t count) const {
  const std::vector<absl::string_view> pairs(count, "(e.system = ? AND e.value = ?)");
  return {absl::StrCat(type_->singular(), ".select_by_external_id"),
          absl::StrCat("SELECT e.system, e.value, e.id FROM ", type_->SideTable("external_ids"),
                       " e WHERE e.tenant_id = ? AND (", absl::StrJoin(pairs, " OR "), ")")};
}

db::Query Resource::SelectMany(size_t count, bool lock) const {
  std::vector<absl::string_view> marks(count, "?");
  return {absl::StrCat(type_->singular(), lock ? ".lock_many" : ".select_many"),
          absl::StrCat("SELECT ", RowColumns(*type_, "t"), " FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.id IN (", absl::StrJoin(marks, ","),
                       ") ORDER BY t.id", lock ? " FOR UPDATE" : "")};
}

db::Query Resource::SelectLive(size_t count) const {
  const std::vector<absl::string_view> marks(count, "?");
  return {absl::StrCat(type_->singular(), ".select_live"),
          absl::StrCat("SELECT t.id FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.id IN (",
                       absl::StrJoin(marks, ","), ")")};
}

}  // namespace guanxi::resource
