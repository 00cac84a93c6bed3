// Since when values of many customers are as they are.
#include "customer-svc/standing/value_times.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/standing_testing.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

constexpr size_t kCustomers = 40;

class ValueTimesTest : public StandingTest {
 protected:
  ValueTimesTest() {
    for (size_t i = 0; i < kCustomers; ++i) {
      const std::string name = Add(v1::Customer::LOW);
      ids_of_.push_back(resource::ParseName(kin_.customers->type(), name, "name").value().id);
    }
  }
  // Statements that it takes to read those of the first `count` customers.
  int64_t Cost(size_t count) {
    const int64_t before = Selects();
    const absl::Status read = service_.engine->Write(
        events::WriterIn(service_.tenant, "services/customer-svc"), {db::Lane::kJob},
        resource::WriteContext(), [&](resource::UnitOfWork& work) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(
              const auto rows,
              work.GetMany(*kin_.customers, absl::MakeConstSpan(ids_of_).subspan(0, count)));
          GUANXI_ASSIGN_OR_RETURN(const auto times, ReadValueTimes(work, rows, {"grade"}));
          EXPECT_EQ(times.size(), count);
          for (const auto& [id, of_one] : times) EXPECT_EQ(of_one.count("grade"), 1u);
          return absl::OkStatus();
        });
    EXPECT_THAT(read, IsOk());
    return Selects() - before;
  }
  int64_t Selects() {
    return service_.Number(
        "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS "
        "WHERE VARIABLE_NAME = 'COM_SELECT'");
  }

  std::vector<Uuid> ids_of_;
};

TEST_F(ValueTimesTest, ThoseOfManyCustomersAreReadAtOnce) {
  Cost(kCustomers);  // looks their histories up, and writes what those tell
  EXPECT_LT(Cost(kCustomers), Cost(1) + 5);
}

}  // namespace
}  // namespace guanxi::customer
