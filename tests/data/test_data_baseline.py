"""Simple methods come to what scikit-learn says they come to."""

from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.looking import baseline
from nnsim.data.looking.baseline import baselines
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.truth_table import TruthTable
from nnsim.data.sources.wine import Wine


def _values(prepared) -> dict[str, float]:
    return {one.key: one.value for one in baselines(prepared)}


@pytest.fixture(scope="module")
def wine():
    return prepare(DataSettings(Wine(), validation_share=0.4))


@pytest.fixture(scope="module")
def diabetes():
    return prepare(DataSettings(Diabetes(), validation_share=0.4, scale_targets=True))


@pytest.mark.parametrize("source", [Wine(), Iris(), Digits()])
def test_classes_are_those_of_scikit_learn(source) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    ready = prepare(DataSettings(source, validation_share=0.4))
    found = _values(ready)
    x, y = ready.train.inputs.reshape(len(ready.train), -1), ready.train.targets
    to_judge = ready.validation.inputs.reshape(len(ready.validation), -1), ready.validation.targets
    judged = len(ready.validation)
    for key, k in (("nearest", 1), ("nearest_5", 5)):
        wanted = KNeighborsClassifier(k).fit(x, y).score(*to_judge)
        assert found[key] == pytest.approx(wanted, abs=3 / judged)  # ties are broken otherwise
    wanted = LogisticRegression(max_iter=5000).fit(x, y).score(*to_judge)
    assert found["linear"] == pytest.approx(wanted, abs=3 / judged)
    most = np.bincount(y).argmax()
    assert found["constant"] == (ready.validation.targets == most).mean()


def test_a_regression_is_that_of_scikit_learn(diabetes) -> None:
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import r2_score
    from sklearn.neighbors import KNeighborsRegressor

    train, judged = diabetes.train, diabetes.validation
    models = {
        "linear": LinearRegression(),
        "nearest": KNeighborsRegressor(1),
        "nearest_5": KNeighborsRegressor(5),
    }
    found = {one.key: one for one in baselines(diabetes)}
    for key, model in models.items():
        said = model.fit(train.inputs, train.targets).predict(judged.inputs)
        assert found[key].value == pytest.approx(((said - judged.targets) ** 2).mean(), rel=1e-6)
        assert found[key].r2 == pytest.approx(r2_score(judged.targets, said), rel=1e-6)
    mean = ((judged.targets - train.targets.mean(0)) ** 2).mean()
    assert found["constant"].value == pytest.approx(mean)
    assert found["constant"].what == "mse"
    assert found["linear"].told.startswith("Linear model: mean squared error 0.")


def test_what_counts_more_is_learned_and_judged_as_more() -> None:
    labels = np.array([0] * 60 + [1] * 40)
    inputs = np.random.default_rng(0).normal(size=(100, 2))
    data = Dataset("t", inputs, labels, "classes", ("a", "b"), ("no", "yes"))
    plain = prepare_dataset(data, DataSettings(validation_share=0.4))
    assert _values(plain)["constant"] == pytest.approx(0.6)
    weighed = prepare_dataset(data, DataSettings(validation_share=0.4, class_weights="yes: 6"))
    assert _values(weighed)["constant"] == pytest.approx(0.8)


def test_inputs_that_depend_on_each_other_do_no_harm(diabetes) -> None:
    train, judged = diabetes.train, diabetes.validation
    twice = replace(
        diabetes,
        train=replace(train, inputs=np.hstack((train.inputs, train.inputs, np.ones((len(train), 1))))),
        validation=replace(
            judged, inputs=np.hstack((judged.inputs, judged.inputs, np.ones((len(judged), 1))))
        ),
    )
    assert _values(twice)["linear"] == pytest.approx(_values(diabetes)["linear"], rel=1e-3)


def test_large_data_are_sampled_and_it_is_said(wine, monkeypatch) -> None:
    monkeypatch.setattr(baseline, "MOST_ROWS", 30)
    monkeypatch.setattr(baseline, "MOST_JUDGED", 20)
    monkeypatch.setattr(baseline, "MOST_FEATURES", 5)
    found = {one.key: one for one in baselines(wine)}
    assert (found["nearest"].learned, found["nearest"].judged, found["nearest"].features) == (30, 20, 5)
    assert found["nearest"].told.endswith("(of 30 rows to learn from, 20 to judge and 5 inputs)")
    assert found["linear"].is_sample
    assert not found["constant"].is_sample


def test_rows_that_train_and_validate_have_no_neighbours() -> None:
    ready = prepare(DataSettings(TruthTable()))
    assert [one.key for one in baselines(ready)] == ["constant", "linear"]


def test_without_validation_there_is_nothing_to_judge_by() -> None:
    with pytest.raises(NnsimError, match="no validation rows"):
        next(baselines(prepare(DataSettings(Iris(), validation_share=0.0))))


@pytest.mark.parametrize("calls", [1, 4, 20])
def test_it_can_be_cancelled_at_any_time(wine, calls) -> None:
    seen = []

    def progress(done: float, doing: str) -> None:
        seen.append(done)
        if len(seen) == calls:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(baselines(wine, progress))
    seen.clear()
    list(baselines(wine, lambda done, doing: seen.append(done)))
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_fewer_rows_than_neighbours_are_enough() -> None:
    data = Dataset("t", np.arange(4.0)[:, np.newaxis], np.arange(4) % 2, "classes", ("a",), ("no", "yes"))
    found = _values(prepare_dataset(data, DataSettings(validation_share=0.5, test_share=0.0)))
    assert set(found) == {"constant", "linear", "nearest", "nearest_5"}
