-- What is cooked: the dishes, and which of them a day offers. Nothing here is edited: a dish that changes gets another version, a
-- menu that changes is set once more, and the last one counts. A day that is over shows its dishes as they were known when it ended.

CREATE TABLE dish (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id)
);

-- allergens and unfit_for are JSON lists of codes; unfit_for names diets of delivery_plan. offered is false for a dish that is cooked
-- no longer.
CREATE TABLE dish_version (
    dish_id UUID NOT NULL REFERENCES dish (id),
    version_no BIGINT NOT NULL CHECK (version_no > 0),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('staple', 'meat', 'vegetable', 'cold', 'soup', 'extra')),
    allergens TEXT NOT NULL,
    ingredients TEXT NOT NULL,
    unfit_for TEXT NOT NULL,
    offered BOOLEAN NOT NULL,
    known_since TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    PRIMARY KEY (dish_id, version_no)
);
CREATE INDEX dish_of_canteen ON dish_version (canteen_id);

CREATE TABLE day_menu (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    set_no BIGINT NOT NULL CHECK (set_no > 0),
    known_since TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    UNIQUE (canteen_id, service_date, meal, set_no)
);

-- The dishes of a menu in their order, each once.
CREATE TABLE day_menu_dish (
    menu_id UUID NOT NULL REFERENCES day_menu (id),
    dish_no BIGINT NOT NULL CHECK (dish_no > 0),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    dish_id UUID NOT NULL REFERENCES dish (id),
    PRIMARY KEY (menu_id, dish_no),
    UNIQUE (menu_id, dish_id)
);
