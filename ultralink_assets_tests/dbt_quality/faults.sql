-- One fault for each SQL test: what somebody changes by hand in the warehouse. Each is planted in a language of its own,
-- $L; $bridge, $road, $beacon, $kept and the like choose a row of it (see faults.py). Where a row comes or goes, "counted" lets
-- publications and books know of it, so that nothing else is wrong.

-- assert_every_article_has_text
UPDATE raw_wikipedia SET sections = [{'level': 1, 'heading': '', 'text': ''}], characters = 0 WHERE $short;

-- assert_characters_count_the_article
UPDATE raw_wikipedia SET characters = 7 WHERE $short;

-- assert_articles_hold_no_markup
UPDATE raw_wikipedia SET sections = [{'level': 1, 'heading': '', 'text': '[[x]]'}], characters = 5 WHERE $short;

-- assert_a_revision_belongs_to_one_page
UPDATE raw_wikipedia SET revision_id = 1001 WHERE $short;

-- assert_titles_of_a_language_differ
UPDATE raw_wikipedia SET title = 'Статья 1' WHERE $short;

-- raw_wikipedia_has_each_page_once counted
INSERT INTO raw_wikipedia SELECT * FROM raw_wikipedia WHERE $short;

-- assert_passages_are_named_by_their_text
UPDATE passages SET text = replace(text, 'семи', 'пяти') WHERE $bridge;

-- assert_every_passage_has_its_article
UPDATE raw_wikipedia SET page_id = 99 WHERE language = '$L' AND page_id = 2;

-- assert_passages_hold_no_markup
UPDATE passages SET text = 'Маяк {{s}}.', passage_id = '$L:4:' || text_hash('Маяк {{s}}.') WHERE $beacon;
UPDATE dialogues_rejected SET passage_id = '$L:4:' || text_hash('Маяк {{s}}.') WHERE $beacon;

-- assert_passages_begin_and_end_with_text
UPDATE passages SET text = ' Маяк горит', passage_id = '$L:4:' || text_hash(' Маяк горит') WHERE $beacon;
UPDATE dialogues_rejected SET passage_id = '$L:4:' || text_hash(' Маяк горит') WHERE $beacon;

-- assert_passages_of_an_article_have_different_positions
UPDATE passages SET position = 0 WHERE $road;

-- assert_passages_of_a_language_differ
UPDATE dialogues_rejected SET passage_id = '$L:4:' || text_hash('Мост стоит на семи опорах.') WHERE $beacon;
UPDATE passages SET
    passage_id = '$L:4:' || text_hash('Мост стоит на семи опорах.'),
    text = (SELECT text FROM passages WHERE $bridge),
    tokens = (SELECT tokens FROM passages WHERE $bridge)
WHERE $beacon;

-- assert_tokens_grow_with_the_text
UPDATE passages SET tokens = 1 WHERE $road;

-- passages_have_each_id_once counted
INSERT INTO passages SELECT * FROM passages WHERE $bridge;

-- assert_no_rejected_article_has_passages
UPDATE passages_rejected SET page_id = 2 WHERE language = '$L';

-- assert_every_article_is_rejected_once counted
INSERT INTO passages_rejected SELECT * FROM passages_rejected WHERE language = '$L';

-- passages_rejected_have_a_known_reason
UPDATE passages_rejected SET reason = '$L' WHERE language = '$L';

-- assert_every_dialogue_has_its_passage counted
DELETE FROM passages WHERE $bridge;

-- assert_dialogues_are_named_by_passage_and_kind
UPDATE pruned_mix_rejected SET origin_id = '$L:1' WHERE origin_id = (SELECT dialogue_id FROM dialogues WHERE $bridge);
UPDATE dialogues SET dialogue_id = '$L:1' WHERE $bridge;

-- assert_every_passage_became_a_dialogue_or_was_rejected counted
DELETE FROM dialogues_rejected WHERE $beacon;

-- assert_no_rejected_passage_has_a_dialogue counted
INSERT INTO dialogues_rejected BY NAME
SELECT language, passage_id, kind, 'cut' AS reason, '' AS detail FROM dialogues WHERE $bridge;

-- assert_every_passage_is_rejected_once counted
INSERT INTO dialogues_rejected SELECT * FROM dialogues_rejected WHERE $beacon;

-- assert_every_turn_has_its_step
UPDATE dialogues SET steps = ['first'] WHERE $bridge;

-- assert_dialogues_begin_with_first_and_go_deeper_or_wider
UPDATE dialogues SET steps = ['deeper', 'wider'] WHERE $bridge;

-- assert_no_utterance_is_empty
UPDATE dialogues SET turns = [turns[1], {'question': 'Сколько?', 'answer': ' '}] WHERE $bridge;

-- assert_dialogues_of_a_language_differ
UPDATE dialogues SET turns = (SELECT turns FROM dialogues WHERE $road) WHERE $bridge;

-- assert_no_question_is_asked_twice_in_a_dialogue
UPDATE dialogues SET turns = [turns[1], {'question': turns[1].question, 'answer': 'Семь.'}] WHERE $bridge;

-- assert_every_twin_has_its_dialogue
UPDATE dialogues SET turns = turns || [{'question': 'Почему?', 'answer': 'Потому.'}], steps = steps || ['wider']
WHERE $twin;

-- assert_twins_are_asked_the_same_questions
UPDATE dialogues SET turns = [turns[1], {'question': 'Когда?', 'answer': 'Зимой.'}] WHERE $twin;

-- assert_turned_down_dialogues_say_why
UPDATE dialogues SET turned_down = NULL WHERE $bridge;

-- assert_demo_and_real_rows_do_not_mix
UPDATE dialogues SET teacher = 'model@url' WHERE $bridge;

-- assert_a_publication_has_one_prompt_version
UPDATE dialogues SET prompt_version = 'q' WHERE $bridge;

-- assert_documents_stand_where_the_row_says
UPDATE dialogues SET document_in_question = false WHERE $road;

-- dialogues_have_each_id_once counted
INSERT INTO dialogues SELECT * FROM dialogues WHERE $bridge;

-- dialogues_have_a_known_kind
UPDATE pruned_mix_rejected SET origin_id = replace(origin_id, 'grounded', '$L')
WHERE origin_id = (SELECT dialogue_id FROM dialogues WHERE $bridge);
UPDATE dialogues SET kind = '$L', dialogue_id = passage_id || ':$L' WHERE $bridge;

-- dialogues_have_a_known_end
UPDATE dialogues SET ended = '$L', turned_down = NULL WHERE $bridge;

-- assert_every_judgement_has_its_turn
UPDATE judgements SET turn = 7 WHERE $road;

-- assert_judgements_say_yes_no_or_unsure
UPDATE judgements SET fluent = 'maybe' WHERE $road;

-- assert_no_canary_is_among_the_judgements
UPDATE judgements SET dialogue_id = 'canary:0', passage_id = 'canary' WHERE $road;

-- assert_every_turn_is_judged_once counted
INSERT INTO judgements_rejected BY NAME
SELECT language, dialogue_id, turn, 'cut' AS reason, '' AS detail FROM judgements WHERE $road;

-- assert_judgements_of_a_language_have_one_judge
UPDATE judgements SET judge = 'model@url' WHERE $road;

-- assert_reviews_are_named_by_dialogue_and_text
UPDATE reviews SET item_id = dialogue_id WHERE $kept;

-- assert_a_review_follows_from_its_verdicts
UPDATE reviews SET verdict = 'keep' WHERE $rejected;

-- assert_gates_and_judge_say_why_they_reject
UPDATE reviews SET judge = 'reject' WHERE $kept;

-- assert_every_verdict_stands_in_a_review
UPDATE reviews SET verdicts = verdicts[:1] WHERE $kept;

-- assert_no_rejected_text_is_published
UPDATE reviews SET
    verdict = 'reject',
    verdicts = list_transform(verdicts, one -> {'reviewer': one.reviewer, 'verdict': 'reject', 'note': one.note})
WHERE $kept;

-- assert_every_row_of_a_file_is_kept_or_rejected_once
UPDATE english_sft_rejected SET source_row = 0 WHERE part = '$L';

-- assert_items_are_named_by_part_and_text
UPDATE english_sft SET turns = [{'question': 'Why?', 'answer': 'Because.'}] WHERE $first;
UPDATE agnostic_sft SET turns = [{'question': 'Why?', 'answer': 'Because.'}] WHERE $first;

-- assert_no_text_of_an_item_is_empty
UPDATE agnostic_sft_rejected SET item_id = item_id_of(part, [{'question': 'Why?', 'answer': ' '}]) WHERE $bound;
UPDATE english_sft SET
    item_id = item_id_of(part, [{'question': 'Why?', 'answer': ' '}]), turns = [{'question': 'Why?', 'answer': ' '}]
WHERE $bound;

-- english_sft_has_each_item_once counted
INSERT INTO english_sft SELECT * REPLACE (7 AS source_row) FROM english_sft WHERE $bound;

-- assert_agnostic_items_are_english_items_unchanged
UPDATE agnostic_sft SET turns = [{'question': 'Why?', 'answer': 'Because.'}] WHERE $first;

-- assert_every_english_item_is_agnostic_or_rejected_once counted
DELETE FROM agnostic_sft_rejected WHERE $bound;

-- assert_kept_chat_breaks_no_criterion
UPDATE agnostic_sft SET criteria = (SELECT criteria FROM agnostic_sft_rejected WHERE $bound) WHERE $first;

-- assert_cultural_rejections_break_a_criterion
UPDATE agnostic_sft_rejected SET criteria = (SELECT criteria FROM agnostic_sft WHERE $first) WHERE $bound;

-- assert_no_canary_is_among_the_items counted
INSERT INTO agnostic_sft SELECT * REPLACE ('canary:0' AS item_id) FROM agnostic_sft WHERE $left;

-- assert_items_of_a_part_have_one_filter
UPDATE agnostic_sft SET prompt_version = 'g' WHERE $first;

-- agnostic_sft_has_each_item_once counted
INSERT INTO agnostic_sft SELECT * FROM agnostic_sft WHERE $left;

-- assert_every_translation_has_its_agnostic_item
UPDATE translated_sft SET turns = turns || [{'question': 'Why?', 'answer': 'Because.'}] WHERE $second;

-- assert_no_rejected_item_is_translated counted
INSERT INTO translated_sft_rejected BY NAME
SELECT language, part, item_id, 'cut' AS reason, '' AS detail FROM translated_sft WHERE $second;

-- assert_families_are_translated_together
UPDATE english_sft SET family = 'ice' WHERE $left;
UPDATE agnostic_sft SET family = 'ice' WHERE $left;

-- assert_no_text_of_a_translation_is_empty
UPDATE translated_sft SET turns = [{'question': ' ', 'answer': 'Потому.'}] WHERE $second;

-- assert_translations_of_a_language_have_one_teacher
UPDATE translated_sft SET prompt_version = 'u' WHERE $second;

-- translated_sft_has_each_item_once counted
INSERT INTO translated_sft SELECT * FROM translated_sft WHERE $second;

-- assert_every_mix_row_has_its_origin counted
INSERT INTO pruned_mix_rejected BY NAME
SELECT language, part, origin_id, 'selection' AS reason, '' AS detail FROM pruned_mix WHERE $mixed_first;
UPDATE pruned_mix SET origin_id = '$L:none', item_id = item_id_of('$L:none', turns) WHERE $mixed_first;

-- assert_a_mix_says_what_its_origin_says
UPDATE pruned_mix SET turns = [{'question': 'Why?', 'answer': 'Because.'}], item_id = item_id_of(origin_id, [{'question': 'Why?', 'answer': 'Because.'}])
WHERE $mixed_first;

-- assert_every_origin_is_in_the_mix_or_rejected counted
DELETE FROM pruned_mix_rejected WHERE $mixed_second;

-- assert_no_rejected_origin_is_in_the_mix counted
INSERT INTO pruned_mix_rejected BY NAME
SELECT language, part, origin_id, 'selection' AS reason, '' AS detail FROM pruned_mix WHERE $mixed_first;

-- assert_mix_rows_are_named_by_origin_and_text
UPDATE pruned_mix SET item_id = origin_id WHERE $mixed_first;

-- assert_a_mix_says_why_a_row_was_kept
UPDATE pruned_mix SET kept_by = '' WHERE $mixed_first;

-- assert_demo_and_real_rows_do_not_mix_in_a_mix
UPDATE translated_sft SET teacher = 'model@url' WHERE language = '$L';
UPDATE pruned_mix SET teacher = 'model@url' WHERE language = '$L' AND part <> 'chat_specific';

-- assert_no_text_is_twice_in_a_mix
UPDATE translated_sft SET turns = (SELECT turns FROM translated_sft WHERE $first) WHERE $third;
UPDATE pruned_mix SET
    item_id = (SELECT item_id_of(item_id, turns) FROM translated_sft WHERE $third),
    turns = (SELECT turns FROM translated_sft WHERE $third)
WHERE $mixed_third;

-- pruned_mix_has_each_origin_once counted
INSERT INTO pruned_mix SELECT * FROM pruned_mix WHERE $mixed_first;
UPDATE dataset SET rows = rows + 1 WHERE language = '$L' AND part <> 'chat_specific';

-- assert_files_hold_the_rows_of_their_mix
UPDATE dataset SET rows = 9 WHERE language = '$L' AND part = 'chat_specific' AND format = 'parquet';

-- assert_files_of_the_demo_teacher_say_so
UPDATE dataset SET path = replace(path, 'demo_', '') WHERE language = '$L' AND part = 'chat_specific';

-- dataset_has_each_path_once
UPDATE dataset SET path = '$L/demo_both.parquet' WHERE language = '$L' AND format = 'parquet';

-- assert_books_begin_with_the_rows_of_the_upstream
UPDATE stage_books SET rows = rows + 1
WHERE side IN ('in', 'not_drawn') AND stage = 'translated_sft' AND "partition" = '$L';

-- assert_books_balance
UPDATE stage_books SET rows = 3 WHERE side = 'rejected' AND stage = 'passages' AND "partition" = '$L';

-- assert_nothing_pending_is_published
UPDATE stage_books SET side = 'pending' WHERE side = 'rejected' AND stage = 'raw_wikipedia' AND "partition" = '$L';

-- assert_books_count_the_rows_made
UPDATE stage_books SET rows = 9 WHERE side = 'made' AND stage = 'dialogues' AND "partition" = '$L';

-- assert_tables_hold_what_was_published
UPDATE stage_books SET rows = 9 WHERE side = 'made' AND stage = 'raw_wikipedia' AND "partition" = '$L';
UPDATE publications SET rows = 9 WHERE stage = 'raw_wikipedia' AND "partition" = '$L';

-- assert_rejections_are_what_was_published
UPDATE publications SET rejected = 9 WHERE stage = 'dialogues' AND "partition" = '$L';

-- assert_every_publication_has_books_and_verdicts
DELETE FROM gate_verdicts WHERE stage = 'dialogues' AND "partition" = '$L';

-- assert_publications_are_numbered_without_gaps
UPDATE publications SET publication = 2 WHERE stage = 'passages' AND "partition" = '$L';

-- assert_publications_follow_each_other_in_time
INSERT INTO publications
SELECT * REPLACE (2 AS publication, published_at - INTERVAL 1 DAY AS published_at)
FROM publications WHERE stage = 'raw_wikipedia' AND "partition" = '$L';

-- assert_a_rollback_restores_what_was_published
UPDATE publications SET restored = 1 WHERE stage = 'passages' AND "partition" = '$L';

-- assert_the_current_publication_is_kept
UPDATE publications SET snapshot = NULL WHERE stage = 'dialogues' AND "partition" = '$L';

-- assert_no_stage_is_older_than_its_upstream
UPDATE publications SET inputs = '{"raw_wikipedia": "older"}' WHERE stage = 'passages' AND "partition" = '$L';

-- assert_no_stage_is_made_of_rows_that_failed_a_gate
UPDATE gate_verdicts SET passed = false
WHERE check_name = 'no_markup' AND stage = 'passages' AND "partition" = '$L';

-- stage_books_have_a_known_side
INSERT INTO stage_books
SELECT * REPLACE ('$L' AS side) FROM stage_books WHERE side = 'in' AND stage = 'passages' AND "partition" = '$L';

-- stage_books_have_each_line_once
INSERT INTO stage_books
SELECT * REPLACE (0 AS rows) FROM stage_books WHERE side = 'in' AND stage = 'passages' AND "partition" = '$L';

-- publications_have_each_number_once
INSERT INTO publications SELECT * FROM publications WHERE stage = 'dialogues' AND "partition" = '$L';

-- gate_verdicts_have_each_check_once
INSERT INTO gate_verdicts
SELECT * FROM gate_verdicts WHERE check_name = 'not_empty' AND stage = 'passages' AND "partition" = '$L';
