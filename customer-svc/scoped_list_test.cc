// Lists of those who see few of very many customers, on a real MariaDB: a page reads about as many
// rows as its branches together may bring, wherever the customers lie in time.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/resource/page_reads.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
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
    for (int n = 0; n < departments_; ++n) {
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

  // Rows that a call reads when it comes again.
  template <typename F>
  int64_t ReadsOf(F call) {
    call();
    const int64_t before = resource::RowsRead(service_.database.get());
    const int64_t idle = resource::RowsRead(service_.database.get()) - before;
    call();
    return resource::RowsRead(service_.database.get()) - before - 2 * idle;
  }

  // Rows that a page behind the first `skipped` customers reads; `found_` says how many it has.
  int64_t Reads(const rpc::Call& call, const std::string& order_by, int skipped = kPage) {
    v1::ListCustomersRequest request;
    request.set_order_by(order_by);
    if (skipped > 0) {
      request.set_page_size(skipped);
      const auto first = service_.customers->List<v1::ListCustomersResponse>(call, request);
      EXPECT_THAT(first, IsOk());
      EXPECT_EQ(first->customers_size(), skipped);
      request.set_page_token(first->next_page_token());
    }
    request.set_page_size(kPage);
    return ReadsOf([&] {
      const auto page = service_.customers->List<v1::ListCustomersResponse>(call, request);
      ASSERT_THAT(page, IsOk());
      found_ = page->customers_size();
    });
  }

  int departments_ = 10;
  int found_ = 0;
  TestService service_;
};

// Branches: the owner's, the collaborations (20 in all), and each department's. A row of a branch
// is read, put into the union, read from it and then from the table.
TEST_F(ScopedListTest, PagesReadWhatTheirBranchesBring) {
  Populate();
  for (const char* order_by : {"create_time desc", "create_time", "update_time desc"}) {
    EXPECT_LT(Reads(CallOf(access::v1::SELF, 30), order_by), 8 * kPage) << order_by;
    EXPECT_LT(Reads(CallOf(access::v1::DEPARTMENT, 1), order_by), 12 * kPage) << order_by;
    EXPECT_LT(Reads(CallOf(access::v1::SUBTREE, 0), order_by), 40 * kPage) << order_by;
  }
}

// 500 departments below one. Ten of them have all the customers that were made last.
class ManyDepartmentsTest : public ScopedListTest {
 protected:
  static constexpr int kCustomers = 10'000;
  static constexpr int kDepartments = 500;
  static constexpr int kOfOne = kCustomers / 2 / kDepartments;  // customers of most departments

  ManyDepartmentsTest() {
    departments_ = 1 + kDepartments;
    service_.CreateMany(kCustomers, [](int n, Customer* customer) {
      const int among = n < kCustomers / 2 ? kDepartments : 10;
      customer->set_department(Department(1 + n % among));
    });
  }
};

// An entry or two for each department, and what a page may take from each that it has rows of.
TEST_F(ManyDepartmentsTest, AreReadInTheOrderOfAnIndex) {
  const rpc::Call call = CallOf(access::v1::SUBTREE, 0);
  for (const char* order_by : {"create_time desc", "create_time", "update_time desc"}) {
    for (const int skipped : {0, 930}) {
      EXPECT_LT(Reads(call, order_by, skipped), 3 * kDepartments + 80 * kPage)
          << order_by << " behind " << skipped;
      EXPECT_EQ(found_, kPage);
    }
  }
}

// Where no index has the order: entries of the filter index until the page is full, or all rows of a
// scope that is small.
TEST_F(ManyDepartmentsTest, HaveOtherOrdersToo) {
  EXPECT_LT(Reads(CallOf(access::v1::SUBTREE, 0), "display_name", 0), kCustomers / 2);
  EXPECT_EQ(found_, kPage);
  EXPECT_LT(Reads(CallOf(access::v1::SUBTREE, 400), "display_name", 0), 20 * kPage);
  EXPECT_EQ(found_, kOfOne);
}

TEST_F(ManyDepartmentsTest, ChildrenAndSearchesOfASmallScopeReadIt) {
  const rpc::Call call = CallOf(access::v1::SUBTREE, 400);
  v1::ListContactsRequest contacts;
  contacts.set_parent("customers/-");
  EXPECT_LT(ReadsOf([&] {
              ASSERT_THAT(service_.contacts->List<v1::ListContactsResponse>(call, contacts),
                          IsOk());
            }),
            10 * kPage);
  v1::SearchCustomersRequest search;
  search.set_query("公司");
  EXPECT_LT(ReadsOf([&] {
              const auto page =
                  service_.customers->Search<v1::SearchCustomersResponse>(call, search);
              ASSERT_THAT(page, IsOk());
              found_ = page->customers_size();
            }),
            40 * kPage);
  EXPECT_GT(found_, 0);
}

}  // namespace
}  // namespace guanxi::customer
