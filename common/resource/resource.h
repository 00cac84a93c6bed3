// A resource as a service declares it: its compiled type and its three functions.
#ifndef GUANXI_COMMON_RESOURCE_RESOURCE_H_
#define GUANXI_COMMON_RESOURCE_RESOURCE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource_type.h"
#include "common/resource/side_rows.h"
#include "common/search/search_index.h"
#include "common/text/pinyin.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

class UnitOfWork;

// What a write knows besides the message.
struct WriteContext {
  // Region of phone numbers without a country code.
  std::string phone_region = "CN";
  // Why, as the caller states it; for histories that record it.
  std::string reason;
};

// The type-erased three functions; see Behavior.
struct Hooks {
  std::function<void(const WriteContext&, google::protobuf::Message*, Violations*)> normalize;
  std::function<void(ChangeKind, const google::protobuf::Message*, const google::protobuf::Message&,
                     Violations*)>
      check;
  std::function<absl::Status(UnitOfWork&, ChangeKind, const google::protobuf::Message*,
                             const google::protobuf::Message&)>
      derive;
  std::function<text::NameKind(const google::protobuf::Message&)> name_kind;
};

// The three functions of a resource with message M. Any may be null.
template <typename M>
struct Behavior {
  // Brings every value into its normal form, and says where that is impossible.
  void (*normalize)(const WriteContext&, M*, Violations*) = nullptr;
  // Adds all violations of a message in normal form, by path. `old` is null on create. Called for
  // all that happens to a resource, deletion and its reversal too.
  void (*check)(ChangeKind, const M* old, const M& next, Violations*) = nullptr;
  // Writes what else changes in the same transaction; may refuse the write. Called as `check` is.
  std::function<absl::Status(UnitOfWork&, ChangeKind, const M* old, const M& next)> derive;
  // Whose names the message's searched texts are: persons' begin with a surname, whose reading
  // may differ. Null: nobody's.
  text::NameKind (*name_kind)(const M&) = nullptr;
};

// Immutable, thus thread-safe. Lives as long as the engine's users.
class Resource {
 public:
  template <typename M>
  static absl::StatusOr<std::unique_ptr<const Resource>> Create(const Behavior<M>& behavior) {
    Hooks hooks;
    if (behavior.normalize != nullptr) {
      hooks.normalize = [f = behavior.normalize](const WriteContext& context,
                                                 google::protobuf::Message* m, Violations* v) {
        f(context, static_cast<M*>(m), v);
      };
    }
    if (behavior.check != nullptr) {
      hooks.check = [f = behavior.check](ChangeKind kind, const google::protobuf::Message* old,
                                         const google::protobuf::Message& next, Violations* v) {
        f(kind, static_cast<const M*>(old), static_cast<const M&>(next), v);
      };
    }
    if (behavior.derive) {
      hooks.derive = [f = behavior.derive](UnitOfWork& work, ChangeKind kind,
                                           const google::protobuf::Message* old,
                                           const google::protobuf::Message& next) {
        return f(work, kind, static_cast<const M*>(old), static_cast<const M&>(next));
      };
    }
    if (behavior.name_kind != nullptr) {
      hooks.name_kind = [f = behavior.name_kind](const google::protobuf::Message& m) {
        return f(static_cast<const M&>(m));
      };
    }
    return Create(M::descriptor(), std::move(hooks));
  }
  static absl::StatusOr<std::unique_ptr<const Resource>> Create(
      const google::protobuf::Descriptor* descriptor, Hooks hooks);

  const ResourceType& type() const { return *type_; }
  const Hooks& hooks() const { return hooks_; }

  // Statements on the resource's own table.
  const db::Query& select() const { return select_; }         // tenant_id, id
  const db::Query& select_locked() const { return locked_; }  // the same, FOR UPDATE
  const db::InsertQuery& insert() const { return insert_; }   // InsertColumns
  const db::Query& update() const { return update_; }  // UpdateColumns; tenant_id, id, old version
  // By up to `count` ids: tenant_id, then the ids. `count` is a power of two.
  db::Query SelectMany(size_t count, bool lock) const;
  // The ids of those that are live; binds as SelectMany.
  db::Query SelectLive(size_t count) const;

  // Statements on side tables.
  // (system, value, id) of up to `count` external ids: tenant_id, then system and value of each.
  db::Query SelectByExternalIds(size_t count) const;
  // Ids by a digest of the blind index: tenant_id, kind, digest, id to start behind, limit.
  const db::Query& select_by_key() const { return select_by_key_; }

  const SideTable& external_ids() const { return external_ids_; }
  const SideTable& keys() const { return keys_; }
  const SideTable& custom() const { return custom_; }
  const search::SearchIndex& search() const { return search_; }

 private:
  Resource(std::unique_ptr<const ResourceType> type, Hooks hooks);

  const std::unique_ptr<const ResourceType> type_;
  const Hooks hooks_;
  db::Query select_, locked_, update_, select_by_key_;
  db::InsertQuery insert_;
  const SideTable external_ids_, keys_, custom_;
  const search::SearchIndex search_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_RESOURCE_H_
