// What merges of customers need of each other, wired.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_PARTS_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_PARTS_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/merge/mover.h"
#include "common/merge/reference_map.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/service/services.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

inline constexpr char kMergedCollection[] = "customers";

// Thread-safe. Owns nothing that it is given.
class MergeParts {
 public:
  // From now on names of customers are forwarded by the engine. `passed` is Mover::Options'.
  // Errors: those of ReferenceMap::Create.
  static absl::StatusOr<std::unique_ptr<MergeParts>> Create(
      db::Database* database, const resource::Engine* engine, const Resources* resources,
      std::function<absl::Status(absl::string_view)> passed = nullptr) {
    const auto all = resources->all();
    GUANXI_ASSIGN_OR_RETURN(auto map, merge::ReferenceMap::Create(kMergedCollection, all));
    engine->environment().set_merged_collections({kMergedCollection});
    return std::unique_ptr<MergeParts>(
        new MergeParts(database, engine, resources, std::move(map), std::move(passed)));
  }

  const MergeDesk& desk() const { return desk_; }
  const merge::Mover& mover() const { return mover_; }

 private:
  MergeParts(db::Database* database, const resource::Engine* engine, const Resources* resources,
             std::unique_ptr<const merge::ReferenceMap> map,
             std::function<absl::Status(absl::string_view)> passed)
      : map_(std::move(map)),
        mover_(database, engine, map_.get(), Options(std::move(passed))),
        desk_(resources, &mover_) {}

  merge::Mover::Options Options(std::function<absl::Status(absl::string_view)> passed) {
    merge::Mover::Options options;
    options.ended = [this](resource::UnitOfWork& work, const merge::Turn& last) {
      return desk_.End(work, last);
    };
    options.passed = std::move(passed);
    return options;
  }

  const std::unique_ptr<const merge::ReferenceMap> map_;
  const merge::Mover mover_;
  const MergeDesk desk_;
};

// Serves MergeService and has old names of customers lead on. Errors: those of MergeParts::Create.
absl::Status ServeMerges(const service::Parts& parts, const Resources& all,
                         const resource::Catalog& catalog, service::Services* made);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_PARTS_H_
