// A resource as a service declares it: its compiled type and its functions.
#ifndef GUANXI_COMMON_RESOURCE_RESOURCE_H_
#define GUANXI_COMMON_RESOURCE_RESOURCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource_name.h"
#include "common/resource/resource_type.h"
#include "common/resource/side_rows.h"
#include "common/search/search_index.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// How rows are held until the end of a transaction.
enum class Lock {
  kNone,
  kShared,     // others may read them so, too; nobody changes them
  kExclusive,  // nobody else reads them in a unit of work
};

class Resource;

// Rows of Resource::ProjectMany.
inline constexpr size_t kMaxProjected = 64;

// A field of `resource` that names records of some type.
struct Referrer {
  const Resource* resource;
  const ReferenceField* field;
};

// What a resource has to do with others of its schema.
struct Links {
  const Resource* parent = nullptr;      // null at the root
  std::vector<const Resource*> targets;  // of type().references(), in their order
  const Resource* shares = nullptr;  // whose records share this one's; null: they are not shared
  std::vector<Referrer> referrers;   // fields whose records the resource's deletion looks for
};

// Immutable, thus thread-safe. Lives as long as the engine's users.
class Resource {
 public:
  template <typename M>
  static absl::StatusOr<std::unique_ptr<const Resource>> Create(const Behavior<M>& behavior) {
    return Create(M::descriptor(), HooksOf(behavior));
  }
  static absl::StatusOr<std::unique_ptr<const Resource>> Create(
      const google::protobuf::Descriptor* descriptor, Hooks hooks);

  const ResourceType& type() const { return *type_; }
  const Hooks& hooks() const { return hooks_; }
  // Brings what a client states into the form in which it is stored: names, external ids, and what
  // the resource's own rules say.
  void Normalize(const WriteContext& context, google::protobuf::Message* message,
                 Violations* violations) const;
  // Empty before Link.
  const Links& links() const { return *links_; }
  // Tells all resources of a schema of each other, before they are used. INTERNAL if a reference is
  // to a type that is not among them. Parents may be missing.
  static absl::Status Link(absl::Span<const Resource* const> all);

  // Statements on the resource's own table.
  const db::Query& select() const { return select_; }         // tenant_id, id
  const db::Query& select_locked() const { return locked_; }  // the same, FOR UPDATE
  const db::InsertQuery& insert() const { return insert_; }   // InsertColumns
  const db::Query& update() const { return update_; }  // UpdateColumns; tenant_id, id, old version
  const db::Query& move() const { return move_; }      // ParentNames, then as update
  const db::Query& erase() const { return erase_; }    // tenant_id, id, old version
  // ProjectedNames, projection; tenant_id, id, old projection.
  const db::Query& project() const { return project_; }
  // The same for `count` rows, up to kMaxProjected: for each id, old projection, ProjectedNames,
  // projection; then tenant_id. An id of NULL stands for no row.
  db::Query ProjectMany(size_t count) const;
  // As select, but shared with other readers until the end: the row, or id, parent and live alone.
  const db::Query& select_shared() const { return shared_; }
  const db::Query& select_live_shared() const { return live_shared_; }
  // The live rows under a parent, FOR UPDATE: tenant_id, parent_id, limit.
  const db::Query& select_children() const { return children_; }
  // The id of who claims the values of a key: tenant_id, parent_id if the key is in_parent, values.
  const db::Query& select_holder(const UniqueKey& key) const {
    return holders_[static_cast<size_t>(&key - type_->unique_keys().data())];
  }
  // Gives up what a row claims of a key that has a claim, until the row is updated: tenant_id, id.
  const db::Query& release(const UniqueKey& key) const {
    return releases_[static_cast<size_t>(&key - type_->unique_keys().data())];
  }
  // select_locked with `columns` of the caller's own ("(SELECT ...), t.pool_id", over the row `t`)
  // from kRowColumns on, whose values come first.
  db::Query LockWith(absl::string_view name, absl::string_view columns) const;
  // Ids of live rows whose reference is to an id: tenant_id, id, limit.
  db::Query SelectReferrers(const Column& reference) const;
  // By up to `count` ids: tenant_id, then the ids. `count` is a power of two.
  db::Query SelectMany(size_t count, Lock lock) const;
  // The ids of those that are live; binds as SelectMany.
  db::Query SelectLive(size_t count) const;

  const search::SearchIndex& search() const { return search_; }

 private:
  Resource(std::unique_ptr<const ResourceType> type, Hooks hooks);

  const std::unique_ptr<const ResourceType> type_;
  const Hooks hooks_;
  const std::unique_ptr<Links> links_ = std::make_unique<Links>();
  db::Query select_, locked_, update_, move_, erase_, project_, shared_, live_shared_, children_;
  std::vector<db::Query> holders_, releases_;  // for each unique key
  db::InsertQuery insert_;
  const search::SearchIndex search_;
};

// NOT_FOUND, reason <TYPE>_NOT_FOUND, with the name.
absl::Status NameNotFound(const Resource& resource, const ResourceName& name);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_RESOURCE_H_
