// How much of what hangs together becomes clusters in one unit of work.
#include "customer-svc/duplicates/scan_joining.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/scan_pairs.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::SizeIs;

class ScanJoiningTest : public DuplicatesTest {
 protected:
  // Two companies with one code: a pair of the scan.
  AlikePair AddPair(const std::string& code) {
    const Uuid a = IdOf(Add(Company("云帆", "", code))), b = IdOf(Add(Company("途畅", "", code)));
    return {PairKind::kAlike, std::min(a, b), std::max(a, b)};
  }
  static Uuid IdOf(const std::string& name) {
    return resource::ParseReference("customers", name).value();
  }
  absl::StatusOr<JoinedPage> Join(const Joining& joining, const Uuid& place) {
    JoinedPage page;
    GUANXI_RETURN_IF_ERROR(service_.engine->Write(
        service_.call().principal, {}, {}, [&](resource::UnitOfWork& work) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(page, JoinPage(work, joining, place, 0));
          return absl::OkStatus();
        }));
    return page;
  }
};

TEST_F(ScanJoiningTest, APageEndsWhereItHasMadeEnough) {
  const ScanPairs pairs(service_.call().principal.tenant, DeriveUuid("scan", "1"));
  const std::set<AlikePair> alike = {AddPair("91330106MA27XK5L0C"), AddPair("91310000MA1FL4M96N")};
  Models models;
  const auto prepare = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        models[v1::Customer::ORGANIZATION],
        ModelStore::Read(tx, service_.call().principal.tenant, v1::Customer::ORGANIZATION));
    return pairs.Add(tx, alike);
  };
  ASSERT_THAT(service_.database->ReadWrite({}, prepare), IsOk());
  Joining joining = {resources_.customers, resources_.clusters, pairs, models,
                     /*min_weight=*/5,     "operations/s",      {}};
  joining.most = 1;
  const auto first = Join(joining, Uuid());
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->clusters, 1);
  EXPECT_FALSE(first->is_last);
  EXPECT_EQ(first->place, alike.begin()->first);
  EXPECT_THAT(Clusters(), SizeIs(1));
  const auto second = Join(joining, first->place);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->clusters, 1);
  EXPECT_TRUE(second->is_last);
  EXPECT_THAT(Clusters(), SizeIs(2));
}

}  // namespace
}  // namespace guanxi::customer
