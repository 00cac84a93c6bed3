#include "common/events/unit_consumer.h"

#include <utility>

namespace guanxi::events {

Consumer::Options HearAt(const std::string& target, const AccountToken& token, UnitHearing hearing,
                         UnitEffect apply, Rebuild rebuild) {
  Consumer::Options options;
  options.name = std::move(hearing.name);
  options.producer = std::move(hearing.producer);
  options.read = ReadLogAt(target, token);
  options.concerns = std::move(hearing.concerns);
  options.apply = InUnitsOfWork(hearing.engine, std::move(hearing.actor), std::move(apply));
  options.together = InOneUnit;
  options.recover = [rebuild = std::move(rebuild), read = ReadRecordsAt(target, token)](
                        const Loss& loss, const StillHeld& held) {
    return rebuild(loss, read, held);
  };
  return options;
}

}  // namespace guanxi::events
