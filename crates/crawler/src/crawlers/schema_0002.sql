-- Definitions say what kind of classifier they are; all were CSV before.
UPDATE crawler_classifier SET definition = json_object('csv', json(definition));
