"""After all attacks: the stack holds no more than before them, and is as fast."""
import unittest

import attack_stack
import services
import system

# What caches, pools and buffers that grew to their limits may keep, for each process.
MORE_MEGABYTES = {**dict.fromkeys(services.BY_NAME, 200), "envoy": 200, "customer-svc": 250,
                  "mysql": 600}
MORE_DESCRIPTORS = 60
MORE_THREADS = 40
FILES_SECONDS = 90
RATE_SHARE = 0.5
RATE_ROUNDS = 20


def setUpModule():
    attack_stack.enter()


class EndTest(attack_stack.AttackCase):

    def test_memory_descriptors_and_threads_are_as_before(self):
        before, _ = attack_stack.quiet()
        for name in attack_stack.PROCESSES:
            with self.subTest(name):
                def settled(name=name):
                    now, then = attack_stack.held()[name], before[name]
                    return (now.megabytes - then.megabytes < MORE_MEGABYTES[name]
                            and now.descriptors - then.descriptors < MORE_DESCRIPTORS
                            and now.threads - then.threads < MORE_THREADS)
                try:
                    system.until(settled, 20)
                except AssertionError:
                    self.fail(f"before {before[name]}, now {attack_stack.held()[name]}")

    def test_files_go_with_their_operations(self):
        attack_stack.end_operations()
        system.until(lambda: attack_stack.stored_bytes() == 0, FILES_SECONDS)

    def test_rate_is_as_before(self):
        """The best of some rounds: other work of the machine slows single ones down."""
        _, before = attack_stack.quiet()
        best = 0.0
        for _ in range(RATE_ROUNDS):
            best = max(best, attack_stack.rate(attack_stack.RATE_SECONDS))
            if best >= RATE_SHARE * before:
                return
        self.fail(f"{best:.0f} calls/s after the attacks, {before:.0f} before")


if __name__ == "__main__":
    unittest.main()
