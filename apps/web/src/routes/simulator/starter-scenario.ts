/** What the editor holds for a new scenario: the smallest one that shows something. */
export const STARTER_SCENARIO = `version: 1
seed: 1
title: My scenario
description: Two people with a chest strap each.

connectors:
  - id: strap-{n}
    name: Strap {n}
    count: 2
    sensors:
      - id: person-{n}
        name: Person {n}
        type: chest-belt
        attributes:
          - type: ecg
            rate: 250
          - type: heartrate
          - type: battery
`;
