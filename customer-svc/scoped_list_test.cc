// Lists of those who see few of very many customers, on a real MariaDB: a page reads about as many
// rows as its branches together may bring, wherever the customers lie in time.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

constexpr int kPage = 50;

std::string User(int n) {
  return absl::StrCat("users/", DeriveUuid("user", absl::StrCat(n)).ToString());
}
std::string Department(int n) {
  return absl::StrCat("departments/", DeriveUuid("department", absl::StrCat(n)).ToString());
}

class ScopedListTest : public ::testing::Test {
 protected:
  // 10,000 customers: user 1 has every hundredth, and all of the first 100; department 1 has one in
  // fifty; departments 1 to 9 lie below department 0.
  void Populate() {
    service_.CreateMany(10000, [](int n, Customer* customer) {
      customer->set_owner(User(n < 100 || n % 100 == 0 ? 1 : 2 + n % 90));
      customer->set_department(Department(1 + n % 50));
      if (n % 500 == 7) customer->add_service_team(User(1));
    });
  }

  rpc::Call CallOf(access::v1::DataScope scope, int department) const {
    access::v1::PolicySnapshot snapshot;
    auto* role = snapshot.add_roles();
    role->set_name("roles/r");
    role->add_permissions()->set_pattern("*");
    role->mutable_permissions(0)->set_scope(scope);
    for (int data = metadata::v1::NAME; data <= metadata::v1::NOTE; ++data) {
      role->add_unmasks(static_cast<metadata::v1::PersonalData>(data));
    }
    for (int n = 0; n < 10; ++n) {
      auto* node = snapshot.add_departments();
      node->set_name(Department(n));
      if (n > 0) node->set_parent(Department(0));
      node->set_active(true);
    }
    auto* user = snapshot.add_users();
    user->set_name(User(1));
    user->set_department(Department(department));
    user->add_roles("roles/r");
    user->set_active(true);
    rpc::Call call = service_.call();
    call.principal.subject = User(1);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.read")
                                .value();
    return call;
  }

  int64_t RowsRead() {
    return service_.Number(
        "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME IN "
        "('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_KEY', 'HANDLER_READ_RND_NEXT')");
  }

  // Rows that the second page reads.
  int64_t Reads(const rpc::Call& call, const std::string& order_by) {
    v1::ListCustomersRequest request;
    request.set_order_by(order_by);
    request.set_page_size(kPage);
    const auto first = service_.customers->List<v1::ListCustomersResponse>(call, request);
    EXPECT_THAT(first, IsOk());
    EXPECT_EQ(first->customers_size(), kPage);
    request.set_page_token(first->next_page_token());
    EXPECT_THAT(service_.customers->List<v1::ListCustomersResponse>(call, request), IsOk());
    const int64_t before = RowsRead();
    const int64_t idle = RowsRead() - before;
    EXPECT_THAT(service_.customers->List<v1::ListCustomersResponse>(call, request), IsOk());
    return RowsRead() - before - 2 * idle;
  }

  TestService service_;
};

// Branches: the owner's, the collaborations (20 in all), and each department's. A row of a branch
// is read, put into the union, read from it and then from the table.
TEST_F(ScopedListTest, PagesReadWhatTheirBranchesBring) {
  Populate();
  for (const char* order_by : {"create_time desc", "create_time", "update_time desc"}) {
    EXPECT_LT(Reads(CallOf(access::v1::SELF, 30), order_by), 6 * kPage) << order_by;
    EXPECT_LT(Reads(CallOf(access::v1::DEPARTMENT, 1), order_by), 10 * kPage) << order_by;
    EXPECT_LT(Reads(CallOf(access::v1::SUBTREE, 0), order_by), 40 * kPage) << order_by;
  }
}

}  // namespace
}  // namespace guanxi::customer
