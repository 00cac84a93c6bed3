#include "customer-svc/duplicates/match_keys.h"

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "customer-svc/duplicates/testing.h"

namespace guanxi::customer {
namespace {

class MatchKeysTest : public DuplicatesTest {
 protected:
  MatchKeys Keys() const {
    return MatchKeys(service_.environment->blind_index_key(), service_.tenant);
  }
  int64_t Rows() { return service_.Number("SELECT COUNT(*) FROM match_keys"); }
  absl::Status Write(const std::function<absl::Status(resource::UnitOfWork&)>& body) {
    return service_.engine->Write(service_.call().principal, {}, {}, body);
  }
};

TEST_F(MatchKeysTest, ComeAndGoWithTheCustomer) {
  const v1::Customer made = service_.Create(Company("杭州云帆网络科技有限公司", "+8613800138000"));
  EXPECT_EQ(Rows(), static_cast<int64_t>(Keys().Of(made).size()));
  ASSERT_THAT(Delete(made.name()), IsOk());
  EXPECT_EQ(Rows(), 0);
  ASSERT_THAT(Undelete(made.name()), IsOk());
  EXPECT_EQ(Rows(), static_cast<int64_t>(Keys().Of(made).size()));
}

TEST_F(MatchKeysTest, OfManyAtOnceAreAllThere) {
  service_.CreateMany(3, [](int i, v1::Customer* customer) {
    customer->set_display_name(absl::StrCat("公司", i));
  });
  EXPECT_EQ(service_.Number("SELECT COUNT(DISTINCT customer_id) FROM match_keys"), 3);
}

TEST_F(MatchKeysTest, OfSeveralWritesInOneUnitAreThoseOfTheLast) {
  v1::Customer last;
  ASSERT_THAT(Write([&](resource::UnitOfWork& work) -> absl::Status {
                const resource::Resource& customers = *resources_.customers;
                resource::ResourceName name;
                name.id = DeriveUuid("customer", "a");
                v1::Customer customer = Company("杭州云帆网络科技有限公司", "+8613800138000");
                GUANXI_RETURN_IF_ERROR(work.Insert(customers, name, &customer));
                GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.Get(customers, name));
                customer.CopyFrom(*old.message);
                customer.set_display_name("宁波海岳商贸有限公司");
                GUANXI_RETURN_IF_ERROR(work.Update(customers, old, &customer).status());
                last = customer;
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_EQ(Rows(), static_cast<int64_t>(Keys().Of(last).size()));
}

TEST_F(MatchKeysTest, AreOtherDigestsInEachTenant) {
  const v1::Customer customer = Company("云帆", "+8613800138000");
  const MatchKeys others(service_.environment->blind_index_key(), service_.other_tenant);
  for (const std::string& key : Keys().Of(customer)) {
    EXPECT_EQ(key.size(), kMatchKeyBytes);
    EXPECT_EQ(others.Of(customer).count(key), 0U);
  }
  for (const std::string& key : Keys().ForCandidates(customer)) EXPECT_LT(key, FirstExactKey());
}

}  // namespace
}  // namespace guanxi::customer
